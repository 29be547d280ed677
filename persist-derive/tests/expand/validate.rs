#[persist(validate = check::<u8>)]
struct Percent(u8);
