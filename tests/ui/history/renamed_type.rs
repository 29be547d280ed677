#[derive(persist_core::Persist)]
#[persist(version = "1.1.0", history = "renamed_type.history")]
pub struct Woods {
    pub trees: Vec<u32>,
}

fn main() {}
