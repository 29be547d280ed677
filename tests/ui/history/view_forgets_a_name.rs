#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_forgets_a_name.history")]
struct Forest1 {
    #[persist(default)]
    threshold: f32,
}

fn main() {}
