use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "Wood")]
#[persist(name = "Forest")]
struct Trees {
    trees: Vec<u32>,
}

fn main() {}
