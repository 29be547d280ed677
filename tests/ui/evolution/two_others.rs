use persist_core::Persist;

#[derive(Persist)]
enum Kind {
    #[persist(other)]
    Unknown,
    #[persist(other)]
    Strange,
}

fn main() {}
