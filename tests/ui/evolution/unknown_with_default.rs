use persist_core::{Persist, UnknownFields};

#[derive(Persist)]
struct Model {
    #[persist(unknown, default)]
    extra: UnknownFields,
}

fn main() {}
