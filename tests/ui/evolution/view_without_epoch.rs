use persist_core::Persist;

#[derive(Persist)]
#[persist(view_of = "Model")]
struct Model1 {
    width: u32,
}

fn main() {}
