use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(serialize_with = "scaled")]
    trees: Vec<u32>,
}

fn main() {}
