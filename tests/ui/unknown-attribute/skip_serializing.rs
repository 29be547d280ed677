use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(skip_serializing_if = "Vec::is_empty")]
    trees: Vec<u32>,
}

fn main() {}
