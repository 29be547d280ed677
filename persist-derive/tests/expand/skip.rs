struct Model {
    #[persist(skip)]
    cache: Option<String>,
    weights: Vec<f64>,
    #[persist(skip, default = Instant::now())]
    loaded: Instant,
}
