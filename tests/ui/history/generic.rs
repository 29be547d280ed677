#[derive(persist_core::Persist)]
#[persist(version = "1.0.1", history = "generic.history")]
pub struct Grid<T, const N: usize> {
    pub rows: Vec<[T; N]>,
    pub names: Option<Vec<String>>,
    pub origin: [T; 2],
}

fn main() {}
