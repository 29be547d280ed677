use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius(#[persist(rename = "degrees")] f64);

fn main() {}
