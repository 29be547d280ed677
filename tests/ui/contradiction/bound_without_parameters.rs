use persist_core::Persist;

#[derive(Persist)]
#[persist(bound = "u32: Persist")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
