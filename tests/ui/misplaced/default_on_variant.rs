use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(default)]
    Rbf(f64),
}

fn main() {}
