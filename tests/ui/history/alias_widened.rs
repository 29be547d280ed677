#[path = "alias_widened/depth.rs"]
mod depth;

#[derive(persist_core::Persist)]
#[persist(version = "1.2.0", history = "alias_widened.history")]
pub struct Forest {
    pub names: Vec<String>,
    pub depth: depth::Depth,
}

fn main() {}
