#[persist(version = "0.3.0-dev", history = false)]
enum Kernel {
    Linear,
    #[persist(rename = "Gaussian", was = "Rbf")]
    Gauss(f64, #[persist(skip)] Cache),
    Poly {
        degree: u32,
        #[persist(default = 1.0)]
        scale: f64,
    } = 7,
    r#Fn(),
}
