use persist_core::Persist;

#[derive(Persist)]
#[persist(validate = "check")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
