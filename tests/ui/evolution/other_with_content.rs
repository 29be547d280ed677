use persist_core::Persist;

#[derive(Persist)]
enum Kind {
    A,
    #[persist(other)]
    Unknown(u32),
}

fn main() {}
