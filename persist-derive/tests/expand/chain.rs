#[persist(version = "3.0.0", was = "Network", upgrade("1" => Model1<T>, "2" => Model2))]
struct Model<T> {
    leaves: T,
}
