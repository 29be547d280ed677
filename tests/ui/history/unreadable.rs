#[derive(persist_core::Persist)]
#[persist(version = "1.0.0", history = "unreadable.history")]
pub struct Forest {
    pub trees: Vec<u32>,
}

fn main() {}
