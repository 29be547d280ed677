use persist_core::Persist;

struct Angle {
    radians: f64,
}

mod degrees {
    pub type Stored = f64;
}

#[derive(Persist)]
struct Model {
    #[persist(with = degrees)]
    heading: Angle,
}

fn main() {}
