use persist_core::Persist;

#[derive(Persist)]
#[persist]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
