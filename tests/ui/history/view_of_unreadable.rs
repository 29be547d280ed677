#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "unreadable.history")]
pub struct Forest1 {
    pub depth: u16,
}

fn main() {}
