use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(endian = "big")]
    trees: Vec<u32>,
}

fn main() {}
