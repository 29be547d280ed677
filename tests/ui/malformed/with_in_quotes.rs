use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(with = "degrees")]
    trees: Vec<u32>,
}

fn main() {}
