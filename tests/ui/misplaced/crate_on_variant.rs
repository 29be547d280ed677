use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(crate = persist_core)]
    Rbf(f64),
}

fn main() {}
