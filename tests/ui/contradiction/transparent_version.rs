use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, version = "1.0.0")]
struct Celsius(f64);

fn main() {}
