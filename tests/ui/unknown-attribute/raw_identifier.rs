use persist_core::Persist;

#[derive(Persist)]
struct Forest {
    #[persist(r#type = "x")]
    trees: Vec<u32>,
}

fn main() {}
