use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(was = "Linear")]
    Rbf,
}

fn main() {}
