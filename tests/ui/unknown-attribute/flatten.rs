use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(flatten)]
    trees: Vec<u32>,
}

fn main() {}
