use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(was("wood", 2))]
    trees: Vec<u32>,
}

fn main() {}
