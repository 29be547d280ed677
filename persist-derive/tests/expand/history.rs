#[persist(version = "1.3.0", removed("junk"), replay = sensible)]
struct Model<'a, T, const N: usize> {
    #[persist(was = "thr", from(String => |_| Ok(0.0)))]
    threshold: f64,
    name: Cow<'a, str>,
    children: Vec<Self>,
    values: [T; N],
    #[persist(default = vec![1])]
    path: Vec<u32>,
}
