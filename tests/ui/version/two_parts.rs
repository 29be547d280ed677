use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.2")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
