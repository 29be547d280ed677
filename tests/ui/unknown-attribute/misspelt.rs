use persist_core::Persist;

#[derive(Persist)]
#[persist(verison = "1.0.0")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
