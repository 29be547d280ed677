use persist_core::Persist;

type Size = usize;

#[derive(Persist)]
struct Grid<const N: Size> {
    cells: [u8; N],
}

fn main() {}
