use persist_core::Persist;

#[derive(Persist)]
#[persist(epoch = "1")]
struct Model1 {
    width: u32,
}

fn main() {}
