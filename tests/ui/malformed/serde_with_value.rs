use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde = true)]
    trees: Vec<u32>,
}

fn main() {}
