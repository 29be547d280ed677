struct Pose<T> {
    at: T,
    #[persist(serde(upgrade = kernel_of_today), from_crate = "acme 0.7.0")]
    kernel: Kernel<f64>,
    #[persist(serde(compact), default)]
    scaler: Vec<(f32, f32)>,
    #[persist(as = AngleProxy)]
    heading: Angle,
    #[persist(with = degrees)]
    tilt: Angle,
}
