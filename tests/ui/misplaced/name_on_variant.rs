use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(name = "Gauss")]
    Rbf(f64),
}

fn main() {}
