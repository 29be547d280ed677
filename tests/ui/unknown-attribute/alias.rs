use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(alias = "old")]
    trees: Vec<u32>,
}

fn main() {}
