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

fn main() {}
