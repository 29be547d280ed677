use persist_core::Persist;

#[derive(Persist)]
#[persist(default)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
