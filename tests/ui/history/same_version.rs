#[derive(persist_core::Persist)]
#[persist(version = "1.1.0", history = "name_reused.history", removed("basis"))]
pub struct Forest {
    pub trees: Vec<u32>,
    #[persist(default)]
    pub names: Vec<String>,
}

fn main() {}
