use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
