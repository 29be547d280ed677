use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(skip, rename = "wood")]
    trees: Vec<u32>,
}

fn main() {}
