use persist_core::Persist;

#[derive(Persist)]
#[persist(transparent)]
enum Celsius {
    Degrees(f64),
}

fn main() {}
