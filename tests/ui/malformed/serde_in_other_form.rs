use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde(packed))]
    trees: Vec<u32>,
}

fn main() {}
