use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(default rename = "wood")]
    trees: Vec<u32>,
}

fn main() {}
