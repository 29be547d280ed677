use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(rename = "Gauss", rename = "Gaussian")]
    Rbf(f64),
}

fn main() {}
