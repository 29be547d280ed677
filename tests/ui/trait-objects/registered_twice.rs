trait Step: persist_core::Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(persist_core::Persist)]
struct Scale(f64);
impl Step for Scale {}
persist_core::implementation!(dyn Step: Scale);
persist_core::implementation!(dyn Step: Scale as "Again");

fn main() {}
