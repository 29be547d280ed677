use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    trees: Vec<u32>,
    #[persist(was = "trees")]
    shrubs: Vec<u32>,
}

fn main() {}
