// What a file has under its own name is not read as a former one.
use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "2.0.0", history = "view_by_position.history", upgrade("1" => Point1))]
pub struct Point {
    #[persist(was = "1")]
    pub y: f64,
    #[persist(default, was = "2")]
    pub z: f32,
}

#[derive(Persist)]
#[persist(view_of = "Point", epoch = "1", history = "view_by_position.history")]
pub struct Point1(#[persist(was = "1")] f64);

impl Upgrade<Point1> for Point {
    fn upgrade(old: Point1) -> Result<Self> {
        Ok(Point { y: old.0, z: 0.0 })
    }
}

fn main() {}
