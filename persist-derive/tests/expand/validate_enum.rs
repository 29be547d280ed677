#[persist(validate = Self::check, crate = "renamed")]
enum Kernel {
    Linear,
    Rbf(f64),
}
