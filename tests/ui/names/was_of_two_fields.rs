use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(was = "plants")]
    trees: Vec<u32>,
    #[persist(was("bushes", "plants"))]
    shrubs: Vec<u32>,
}

fn main() {}
