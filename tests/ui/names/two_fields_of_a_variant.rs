use persist_core::Persist;

#[derive(Persist)]
enum Kernel {
    Rbf {
        #[persist(rename = "scale")]
        gamma: f64,
        #[persist(rename = "scale")]
        sigma: f64,
    },
}

fn main() {}
