use persist_core::Persist;

#[derive(Persist)]
#[persist(crate = 1)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
