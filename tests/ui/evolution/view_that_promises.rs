use persist_core::Persist;

#[derive(Persist)]
#[persist(view_of = "Model", epoch = "1", version = "1.0.0", name = "acme::Model")]
struct Model1 {
    width: u32,
}

fn main() {}
