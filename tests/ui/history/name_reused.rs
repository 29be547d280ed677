#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", history = "name_reused.history")]
pub struct Forest {
    pub trees: Vec<u32>,
    #[persist(default)]
    pub basis: String,
}

fn main() {}
