use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.2.0+linux")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
