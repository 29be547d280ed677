use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(rename(serialize = "wood"))]
    trees: Vec<u32>,
}

fn main() {}
