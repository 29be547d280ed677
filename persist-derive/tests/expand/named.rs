#[persist(version = "1.1.0", name = "acme::Node", was("Node", "acme::Split"))]
struct Node {
    feature: u32,
    #[persist(rename = "cut", was = "thr")]
    threshold: f64,
    #[persist(default)]
    weight: f64,
    #[persist(default = Vec::<u32>::with_capacity(8))]
    path: Vec<u32>,
}
