use persist_core::Persist;

#[derive(Persist)]
#[persist(was = "Forest")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
