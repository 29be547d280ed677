use persist_core::Persist;

#[derive(Persist)]
#[persist(name = "std::Duration")]
struct Duration {
    seconds: u64,
}

fn main() {}
