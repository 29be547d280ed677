use persist_core::Persist;

#[derive(Persist)]
#[persist(view_of = "Model", epoch = "1")]
struct Model1 {
    width: u32,
}

#[derive(Persist)]
#[persist(version = "2.0.0", upgrade("1" => Model1))]
struct Model {
    size: u32,
}

fn main() {}
