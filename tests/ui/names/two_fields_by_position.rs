use persist_core::Persist;

#[derive(Persist)]
struct Pair(#[persist(rename = "1")] u32, u32);

fn main() {}
