use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(transparent)]
    trees: Vec<u32>,
}

fn main() {}
