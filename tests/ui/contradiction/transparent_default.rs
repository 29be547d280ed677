use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius(#[persist(default)] f64);

fn main() {}
