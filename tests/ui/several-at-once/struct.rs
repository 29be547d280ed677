use persist_core::Persist;

#[derive(Persist)]
#[persist(version = "1", nmae = "acme::Forest", history = true)]
struct Forest {
    #[persist(alias = "wood")]
    trees: Vec<u32>,
    #[persist(skip, rename = "old", version = "1.0.0")]
    cache: Vec<u32>,
    #[persist(was = "trees")]
    shrubs: Vec<u32>,
}

fn main() {}
