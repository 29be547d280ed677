use persist_core::Persist;

#[derive(Persist)]
#[persist(validate = |forest| Ok(()))]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
