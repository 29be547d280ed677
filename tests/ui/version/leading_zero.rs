use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "01.2.0")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
