use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(rename = "")]
    trees: Vec<u32>,
}

fn main() {}
