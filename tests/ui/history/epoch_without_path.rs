#[derive(persist_core::Persist)]
#[persist(version = "2.0.0", history = "epoch_without_path.history")]
pub struct Forest {
    pub trees: Vec<u32>,
}

fn main() {}
