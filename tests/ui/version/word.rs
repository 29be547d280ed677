use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "latest")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
