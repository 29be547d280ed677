#[persist(bound = "T: persist_core::Persist + 'static")]
struct Pool<T, U> {
    shared: Rc<T>,
    handle: Handle<U>,
}
