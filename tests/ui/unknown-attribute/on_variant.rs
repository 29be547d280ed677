use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(other)]
    Rbf(f64),
}

fn main() {}
