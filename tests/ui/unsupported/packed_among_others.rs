use persist_core::Persist;

#[derive(Persist)]
#[repr(C, packed(2))]
struct Pixel {
    red: u16,
}

fn main() {}
