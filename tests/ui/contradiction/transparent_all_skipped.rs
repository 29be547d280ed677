use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius(#[persist(skip)] f64);

fn main() {}
