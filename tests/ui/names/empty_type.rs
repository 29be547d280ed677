use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
