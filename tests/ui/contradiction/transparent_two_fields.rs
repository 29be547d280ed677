use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius {
    degrees: f64,
    exact: bool,
}

fn main() {}
