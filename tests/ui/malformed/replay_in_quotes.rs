use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1.0.0", replay = "sensible")]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
