use persist_core::Persist;

#[derive(Persist)]
#[repr(packed)]
struct Pixel {
    red: u16,
}

fn main() {}
