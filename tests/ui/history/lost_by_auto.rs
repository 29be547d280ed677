#[derive(persist_core::Persist)]
#[persist(version = "3.1.0", history = "lost_by_auto.history")]
#[persist(upgrade("1" => auto, "2" => auto))]
pub struct Forest {
    pub depth: u16,
}

fn main() {}
