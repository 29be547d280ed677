use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(rename = wood)]
    trees: Vec<u32>,
}

fn main() {}
