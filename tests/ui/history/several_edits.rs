#[derive(persist_core::Persist)]
#[persist(version = "1.0.1", history = "several_edits.history")]
pub enum Node {
    Split {
        feature: u32,
        #[persist(was = "thr")]
        threshold: f64,
        #[persist(default)]
        gain: f32,
        missing: Option<bool>,
    },
    Leaf(Vec<f64>),
    Empty,
}

fn main() {}
