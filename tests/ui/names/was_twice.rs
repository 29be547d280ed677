use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(was("wood", "wood"))]
    trees: Vec<u32>,
}

fn main() {}
