trait Step: persist_core::Dynamic {}

#[derive(persist_core::Persist)]
struct Pipeline {
    steps: Vec<Box<dyn Step>>,
}

#[derive(persist_core::Persist)]
struct Scale(f64);
impl Step for Scale {}
persist_core::implementation!(dyn Step: Scale);

fn main() {}
