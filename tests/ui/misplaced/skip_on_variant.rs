use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(skip)]
    Rbf(f64),
}

fn main() {}
