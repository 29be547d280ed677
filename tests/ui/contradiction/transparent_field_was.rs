use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius(#[persist(was = "degrees")] f64);

fn main() {}
