use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.0.0", history = "forest.history")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
