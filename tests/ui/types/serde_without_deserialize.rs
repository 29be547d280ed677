use persist_core::Persist;

#[derive(serde::Serialize)]
struct Kernel {
    gamma: f64,
}

#[derive(Persist)]
struct Model {
    #[persist(serde)]
    kernel: Kernel,
}

fn main() {}
