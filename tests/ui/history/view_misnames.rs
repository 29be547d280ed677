// What no file has, a default would fill for each of them.
#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_misnames.history")]
pub struct Forest1 {
    #[persist(default)]
    pub dept: u32,
    pub trees: Vec<u32>,
    #[persist(default)]
    pub names: Vec<String>,
    #[persist(skip)]
    pub counted: usize,
}

#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_misnames.history")]
pub struct Other {
    #[persist(default, was = "seeds")]
    pub seed: u64,
}

#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_misnames.history")]
pub enum Kind {
    Forest,
}

fn main() {}
