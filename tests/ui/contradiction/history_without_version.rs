use persist_core::Persist;

#[derive(Persist)]
#[persist(history = "forest.history")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
