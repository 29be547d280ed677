use persist_core::Persist;

struct Angle {
    radians: f64,
}

#[derive(Persist)]
struct Degrees {
    degrees: f64,
}

impl From<&Angle> for Degrees {
    fn from(angle: &Angle) -> Self {
        Degrees { degrees: angle.radians.to_degrees() }
    }
}

#[derive(Persist)]
struct Model {
    #[persist(as = Degrees)]
    heading: Angle,
}

fn main() {}
