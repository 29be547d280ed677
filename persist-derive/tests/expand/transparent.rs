#[persist(transparent, crate = renamed::inner, validate = Celsius::check)]
struct Celsius<T> {
    degrees: T,
    #[persist(skip, default = T::EXACT)]
    exact: bool,
}
