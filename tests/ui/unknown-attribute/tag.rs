use persist_core::Persist;

#[derive(Persist)]
#[persist(tag = "type")]
enum Kernel {
    Linear,
}

fn main() {}
