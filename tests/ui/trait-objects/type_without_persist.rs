trait Step: persist_core::Dynamic {}
persist_core::dynamic!(dyn Step);

struct Scale(f64);
impl Step for Scale {}
persist_core::implementation!(dyn Step: Scale);

fn main() {}
