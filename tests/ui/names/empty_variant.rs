use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Linear,
    #[persist(rename = "")]
    Rbf(f64),
}

fn main() {}
