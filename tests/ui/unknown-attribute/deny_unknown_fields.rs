use persist_core::Persist;

#[derive(Persist)]
#[persist(deny_unknown_fields)]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
