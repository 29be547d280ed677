use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "3.0.0", upgrade("2" => auto, "1" => auto, "3" => auto))]
struct Model {
    size: u32,
}

fn main() {}
