#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", history = "name_of_a_renamed_one.history")]
pub struct Forest {
    #[persist(was = "state", default)]
    pub start: u64,
    #[persist(default)]
    pub seed: u64,
}

#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", history = "name_of_a_renamed_variant.history")]
pub enum Kind {
    End(u32),
    Leaf(u32),
}

#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", name = "Forest", history = "name_of_a_renamed_one.history")]
pub struct Crossed {
    #[persist(was = "state", default)]
    pub start: u64,
    #[persist(was = "seed", default)]
    pub other: u64,
}

#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", name = "Kind", history = "name_of_a_renamed_variant.history")]
pub enum Open {
    End(u32),
    #[persist(other)]
    Other,
}

// What is given up has an heir.
#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", name = "Forest", removed("seed"))]
#[persist(history = "name_of_a_renamed_one.history")]
pub struct GivenUp {
    #[persist(default)]
    pub state: u64,
}

fn main() {}
