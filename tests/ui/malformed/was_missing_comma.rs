use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(was("wood" "trunks"))]
    trees: Vec<u32>,
}

fn main() {}
