use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(skip, skip)]
    trees: Vec<u32>,
}

fn main() {}
