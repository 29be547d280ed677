use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(was = "trees")]
    trees: Vec<u32>,
}

fn main() {}
