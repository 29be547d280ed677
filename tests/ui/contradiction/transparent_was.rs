use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, was = "Temperature")]
struct Celsius(f64);

fn main() {}
