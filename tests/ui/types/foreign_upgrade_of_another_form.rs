use persist_core::Persist;

fn renamed(trees: Vec<u32>) -> Vec<u32> {
    trees
}

#[derive(Persist)]
struct Model {
    #[persist(serde(upgrade = renamed), from_crate = "smartcore 0.7")]
    trees: Vec<u32>,
}

fn main() {}
