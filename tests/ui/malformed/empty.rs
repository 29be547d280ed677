use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist()]
    trees: Vec<u32>,
}

fn main() {}
