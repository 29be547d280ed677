use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(history = false)]
    Rbf(f64),
}

fn main() {}
