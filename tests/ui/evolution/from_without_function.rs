use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(from(u32 =>))]
    cut: f64,
}

fn main() {}
