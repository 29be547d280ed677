use persist_core::Persist;

#[derive(Persist)]
#[persist(was = "old forest")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
