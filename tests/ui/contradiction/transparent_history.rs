use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, history = false)]
struct Celsius(f64);

fn main() {}
