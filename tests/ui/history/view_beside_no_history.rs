// The derive does not find the history of the type beside its views.
use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "2.0.0", history = "view_beside_no_history.history", upgrade("1" => Forest1))]
pub struct Forest {
    pub most: u16,
    #[persist(default)]
    pub comment: String,
}

#[derive(Persist)]
#[persist(view_of = "Forest", epoch = "1")]
pub struct Forest1 {
    depth: u16,
    #[persist(default)]
    comment: String,
    #[persist(skip)]
    counted: usize,
}

impl Upgrade<Forest1> for Forest {
    fn upgrade(old: Forest1) -> Result<Self> {
        Ok(Forest { most: old.depth, comment: old.comment })
    }
}

#[derive(Persist)]
#[persist(version = "2.0.0", history = "view_beside_no_history_of_variants.history")]
#[persist(upgrade("1" => Kind1))]
pub enum Kind {
    Flat,
}

#[derive(Persist)]
#[persist(view_of = "Kind", epoch = "1")]
pub enum Kind1 {
    Plain,
    #[persist(was = "Striped")]
    Lined {
        gap: u8,
        #[persist(default)]
        width: u8,
    },
    Dotted,
    #[persist(other)]
    Unknown,
}

impl Upgrade<Kind1> for Kind {
    fn upgrade(_: Kind1) -> Result<Self> {
        Ok(Kind::Flat)
    }
}

fn main() {}
