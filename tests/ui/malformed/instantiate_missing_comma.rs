use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.0.0", instantiate(T = f32 U = u8))]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
