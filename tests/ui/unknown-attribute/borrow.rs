use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(borrow)]
    trees: Vec<u32>,
}

fn main() {}
