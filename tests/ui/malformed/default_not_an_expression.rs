use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(default = 1 +)]
    trees: Vec<u32>,
}

fn main() {}
