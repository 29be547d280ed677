use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Rbf,
    #[persist(rename = "Rbf")]
    Gauss,
}

fn main() {}
