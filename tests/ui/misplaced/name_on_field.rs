use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(name = "forest")]
    trees: Vec<u32>,
}

fn main() {}
