use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(default_fn = HashMap::<u8, u8>::new())]
    trees: Vec<u32>,
}

fn main() {}
