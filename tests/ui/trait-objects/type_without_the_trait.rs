trait Step: persist_core::Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(persist_core::Persist)]
struct Scale(f64);
persist_core::implementation!(dyn Step: Scale);

fn main() {}
