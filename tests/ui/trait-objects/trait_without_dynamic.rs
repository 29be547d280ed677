trait Step {}
persist_core::dynamic!(dyn Step);

fn main() {}
