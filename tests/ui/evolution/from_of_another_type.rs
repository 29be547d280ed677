use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(from(u32 => |old| Ok(old.to_string())))]
    cut: f64,
}

fn main() {}
