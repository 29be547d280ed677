#[derive(persist_core::Persist)]
#[persist(view_of = "Kind", epoch = "1", history = "view_misnames_variants.history")]
pub enum Kind1 {
    Plain {
        #[persist(default)]
        depth: u8,
    },
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

fn main() {}
