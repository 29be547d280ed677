use persist_core::Persist;

#[derive(Persist)]
#[persist(rename_all = "camelCase")]
struct Forest {
    trees: Vec<u32>,
}

fn main() {}
