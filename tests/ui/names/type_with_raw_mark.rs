use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "r#type")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
