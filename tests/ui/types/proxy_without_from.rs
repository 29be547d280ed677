use persist_core::Persist;

struct Angle {
    radians: f64,
}

#[derive(Persist)]
struct Degrees {
    degrees: f64,
}

#[derive(Persist)]
struct Model {
    #[persist(as = Degrees)]
    heading: Angle,
}

fn main() {}
