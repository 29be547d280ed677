use persist_core::Persist;

struct Angle {
    radians: f64,
}

struct Degrees {
    degrees: f64,
}

impl From<&Angle> for Degrees {
    fn from(angle: &Angle) -> Self {
        Degrees { degrees: angle.radians.to_degrees() }
    }
}

impl From<Degrees> for Angle {
    fn from(stored: Degrees) -> Self {
        Angle { radians: stored.degrees.to_radians() }
    }
}

#[derive(Persist)]
struct Model {
    #[persist(as = Degrees)]
    heading: Angle,
}

fn main() {}
