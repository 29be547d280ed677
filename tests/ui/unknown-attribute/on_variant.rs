use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(others)]
    Rbf(f64),
}

fn main() {}
