use persist_core::Persist;

#[derive(Persist)]
#[persist(instantiate(T = f32))]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
