use persist_core::Persist;

#[derive(Persist)]
#[persist(skip)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
