use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(skip = 1, rename, was(), what = Map::<u8, u8>::new(), default)]
    trees: Vec<u32>,
}

fn main() {}
