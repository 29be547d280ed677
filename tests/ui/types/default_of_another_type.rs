use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(default = "seven")]
    depth: u32,
}

fn main() {}
