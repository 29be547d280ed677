use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, name = "acme::Celsius")]
struct Celsius(f64);

fn main() {}
