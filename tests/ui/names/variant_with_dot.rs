use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(was = "Kernel.Gauss")]
    Rbf(f64),
}

fn main() {}
