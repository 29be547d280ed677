use persist_core::Persist;

#[derive(Persist)]
#[persist(crate = "persist core")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
