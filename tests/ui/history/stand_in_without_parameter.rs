#[derive(persist_core::Persist)]
#[persist(version = "1.0.0", instantiate(T = f32, U = u8, T = u8))]
pub struct Grid<T> {
    pub rows: Vec<T>,
}

fn main() {}
