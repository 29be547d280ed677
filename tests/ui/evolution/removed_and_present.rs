use persist_core::Persist;

#[derive(Persist)]
#[persist(removed("width", "junk", "junk"))]
struct Model {
    width: u32,
}

fn main() {}
