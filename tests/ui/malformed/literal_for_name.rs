use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist("skip")]
    trees: Vec<u32>,
}

fn main() {}
