use persist_core::Persist;

struct Angle {
    radians: f64,
}

mod degrees {
    use super::Angle;

    pub fn encode(angle: &Angle) -> Result<f64, String> {
        Ok(angle.radians.to_degrees())
    }

    pub fn decode(degrees: f64) -> Result<Angle, String> {
        Ok(Angle { radians: degrees.to_radians() })
    }
}

#[derive(Persist)]
struct Model {
    #[persist(with = degrees)]
    heading: Angle,
}

fn main() {}
