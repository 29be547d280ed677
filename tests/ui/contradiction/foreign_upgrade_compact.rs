use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde(compact, upgrade = renamed), from_crate = "smartcore 0.7")]
    trees: Vec<u32>,
}

fn main() {}
