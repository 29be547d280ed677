use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde, skip)]
    trees: Vec<u32>,
}

fn main() {}
