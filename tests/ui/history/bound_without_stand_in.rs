pub trait Float {}

#[derive(persist_core::Persist)]
#[persist(version = "1.0.0", history = "bound_without_stand_in.history")]
pub struct Grid<T: Float + Clone> {
    pub rows: Vec<T>,
}

fn main() {}
