use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "Forest<f64>")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
