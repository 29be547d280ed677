use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
struct Celsius;

fn main() {}
