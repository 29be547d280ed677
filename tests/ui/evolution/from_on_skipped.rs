use persist_core::Persist;

#[derive(Persist)]
struct Model {
    #[persist(skip, from(u32 => |old| Ok(f64::from(old))))]
    cut: f64,
}

fn main() {}
