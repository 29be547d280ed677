use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent, history = "forest.history")]
struct Celsius(f64);

fn main() {}
