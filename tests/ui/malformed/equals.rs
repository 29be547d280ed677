use persist_core::Persist;

#[derive(Persist)]
#[persist = "1.0.0"]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
