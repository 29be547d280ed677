use persist_core::Persist;

struct Handle;

#[derive(Persist)]
struct Model {
    weights: Vec<f64>,
    handle: Handle,
}

fn main() {}
