use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.0.0", history = 7)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
