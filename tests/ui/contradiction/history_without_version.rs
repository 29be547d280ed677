use persist_core::Persist;

#[derive(Persist)]
#[persist(history = false)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
