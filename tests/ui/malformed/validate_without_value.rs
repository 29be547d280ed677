use persist_core::Persist;

#[derive(Persist)]
#[persist(validate)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
