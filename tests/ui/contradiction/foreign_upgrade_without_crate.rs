use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde(upgrade = renamed))]
    trees: Vec<u32>,
}

fn main() {}
