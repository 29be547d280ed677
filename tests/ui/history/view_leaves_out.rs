use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "3.0.0", history = "view_leaves_out.history")]
#[persist(upgrade("1" => Forest1, "2" => Forest2))]
pub struct Forest {
    pub leaves: u64,
    pub trees: Vec<u32>,
    #[persist(default)]
    pub labels: Vec<String>,
}

#[derive(Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_leaves_out.history")]
pub struct Forest1 {
    depth: u32,
    #[persist(skip)]
    trees: Vec<u32>,
}

#[derive(Persist)]
#[persist(view_of = "Forest", epoch = "2", history = "view_leaves_out.history")]
pub struct Forest2 {
    depth: u32,
    trees: Vec<u32>,
    #[persist(default, was = "names")]
    labels: Vec<String>,
}

impl Upgrade<Forest1> for Forest2 {
    fn upgrade(old: Forest1) -> Result<Self> {
        Ok(Forest2 { depth: old.depth, trees: old.trees, labels: Vec::new() })
    }
}

impl Upgrade<Forest2> for Forest {
    fn upgrade(old: Forest2) -> Result<Self> {
        Ok(Forest { leaves: old.depth.into(), trees: old.trees, labels: old.labels })
    }
}

fn main() {}
