use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "2.0.0", history = "view_leaves_out_of_variants.history", upgrade("1" => Kind1))]
pub enum Kind {
    Plain,
    #[persist(was = "Striped")]
    Lined {
        gap: u8,
        width: u8,
    },
    Dotted(u8),
}

#[derive(Persist)]
#[persist(view_of = "Kind", epoch = "1", history = "view_leaves_out_of_variants.history")]
pub enum Kind1 {
    #[persist(other)]
    Plain,
    Striped {
        gap: u8,
    },
}

impl Upgrade<Kind1> for Kind {
    fn upgrade(old: Kind1) -> Result<Self> {
        Ok(match old {
            Kind1::Plain => Kind::Plain,
            Kind1::Striped { gap } => Kind::Lined { gap, width: 1 },
        })
    }
}

fn main() {}
