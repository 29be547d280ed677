use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(unknown)]
    extra: Vec<u8>,
}

fn main() {}
