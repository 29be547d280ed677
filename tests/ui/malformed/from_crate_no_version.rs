use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde, from_crate = "smartcore latest")]
    trees: Vec<u32>,
}

fn main() {}
