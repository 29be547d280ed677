#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", history = "renamed_onto_former.history")]
pub struct Forest {
    #[persist(was = "seed")]
    pub state: u64,
}

fn main() {}
