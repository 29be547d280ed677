use persist_core::Persist;

#[derive(Persist)]
struct Column {
    #[persist(rename = "type")]
    kind: u8,
    r#type: u8,
}

fn main() {}
