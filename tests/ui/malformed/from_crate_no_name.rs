use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(serde, from_crate = "smartcore/svm")]
    trees: Vec<u32>,
}

fn main() {}
