#[derive(persist_core::Persist)]
#[persist(version = "1.1.0", history = "merged_variants.history")]
pub enum Node {
    #[persist(was("Cut", "Stump", "Twig"))]
    Split {
        feature: u32,
        threshold: f64,
    },
    Leaf,
}

fn main() {}
