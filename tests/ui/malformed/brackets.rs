use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist[rename = "Gauss"]]
    Rbf(f64),
}

fn main() {}
