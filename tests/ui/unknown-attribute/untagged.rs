use persist_core::Persist;

#[derive(Persist)]
#[persist(untagged)]
enum Kernel {
    Linear,
}

fn main() {}
