mod steps {
    pub trait Step: persist_core::Dynamic {}
}
persist_core::dynamic!(dyn steps::Step);

fn main() {}
