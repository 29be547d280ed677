use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.0.0", instantiate())]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
