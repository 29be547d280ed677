use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(as = "Proxy")]
    trees: Vec<u32>,
}

fn main() {}
