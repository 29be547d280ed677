use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(as = Vec<u8>, unknown)]
    rest: persist_core::UnknownFields,
}

fn main() {}
