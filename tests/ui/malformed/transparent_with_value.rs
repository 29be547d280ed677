use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent = true)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
