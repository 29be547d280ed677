use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(version = "1.0.0")]
    trees: Vec<u32>,
}

fn main() {}
