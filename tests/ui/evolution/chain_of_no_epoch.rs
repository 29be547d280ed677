use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "3.0.0", upgrade("1.2" => auto))]
struct Model {
    size: u32,
}

fn main() {}
