trait Step: persist_core::Dynamic {}
persist_core::dynamic!(dyn Step);

impl Step for Vec<u8> {}
persist_core::implementation!(dyn Step: Vec<u8>);

fn main() {}
