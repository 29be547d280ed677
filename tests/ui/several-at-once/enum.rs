use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, validate = "check")]
enum Kernel {
    #[persist(skip)]
    Linear,
    #[persist(rename = "")]
    Rbf(#[persist(rename = "a b")] f64),
    #[persist(rename = "Linear")]
    Poly { #[persist(defualt = 3)] degree: u32 },
}

fn main() {}
