use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(validate = check)]
    trees: Vec<u32>,
}

fn main() {}
