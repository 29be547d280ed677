use persist_core::Persist;

#[derive(Persist)]
#[persist(bound = "T Persist")]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
