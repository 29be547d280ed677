use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(serde::rename = "x")]
    trees: Vec<u32>,
}

fn main() {}
