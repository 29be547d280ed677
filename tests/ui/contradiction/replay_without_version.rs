use persist_core::Persist;

#[derive(Persist)]
#[persist(replay = sensible)]
struct Forest<T> {
    trees: Vec<T>,
}

fn main() {}
