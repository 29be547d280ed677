use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(default, default = Vec::<u32>::new())]
    trees: Vec<u32>,
}

fn main() {}
