use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(default =)]
    trees: Vec<u32>,
}

fn main() {}
