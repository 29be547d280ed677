use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(skip = true)]
    trees: Vec<u32>,
}

fn main() {}
