use persist_core::{Persist, UnknownFields};

#[derive(Persist)]
struct Model {
    #[persist(unknown)]
    extra: UnknownFields,
    #[persist(unknown)]
    rest: UnknownFields,
}

fn main() {}
