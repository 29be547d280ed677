use persist_core::Persist;

struct Kernel {
    gamma: f64,
}

#[derive(Persist)]
struct Model {
    #[persist(serde)]
    kernel: Kernel,
}

fn main() {}
