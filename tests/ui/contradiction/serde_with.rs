use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde, with = pairs)]
    trees: Vec<u32>,
}

fn main() {}
