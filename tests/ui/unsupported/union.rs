use persist_core::Persist;

#[derive(Persist)]
union Bits {
    float: f32,
    integer: u32,
}

fn main() {}
