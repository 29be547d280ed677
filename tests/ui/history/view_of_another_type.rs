use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "3.0.0", history = "view_of_another_type.history")]
#[persist(upgrade("1" => Forest1, "2" => Forest2))]
pub struct Forest {
    pub leaves: u64,
}

#[derive(Persist)]
#[persist(view_of = "Forrest", epoch = "1")]
pub struct Forest1 {
    depth: u16,
}

#[derive(Persist)]
#[persist(view_of = "Forest", epoch = "1")]
pub struct Forest2 {
    depth: u16,
}

impl Upgrade<Forest1> for Forest2 {
    fn upgrade(old: Forest1) -> Result<Self> {
        Ok(Forest2 { depth: old.depth })
    }
}

impl Upgrade<Forest2> for Forest {
    fn upgrade(old: Forest2) -> Result<Self> {
        Ok(Forest { leaves: old.depth.into() })
    }
}

fn main() {}
