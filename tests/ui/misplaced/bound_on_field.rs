use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(bound = "T: Persist")]
    trees: Vec<u32>,
}

fn main() {}
