use persist_core::Persist;

#[derive(Persist)]
#[persist(rename = "Wood")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
