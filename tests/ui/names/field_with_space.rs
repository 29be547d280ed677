use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(rename = "all trees")]
    trees: Vec<u32>,
}

fn main() {}
