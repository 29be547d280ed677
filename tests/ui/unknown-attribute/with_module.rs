use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(with = module)]
    trees: Vec<u32>,
}

fn main() {}
