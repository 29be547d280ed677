use persist_core::Persist;

#[derive(Persist)]
#[persist(bound = T)]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
