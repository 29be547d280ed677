/// Was a `u16` until today.
pub type Depth = u32;
