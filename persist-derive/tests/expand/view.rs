#[persist(view_of = "Model", epoch = "1")]
struct Model1 {
    depth: u16,
}
