use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "acme:: Forest")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
