use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(rename = "wood" default)]
    trees: Vec<u32>,
}

fn main() {}
