#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_forgets_a_name.history")]
struct Forest1 {
    #[persist(default)]
    threshold: f32,
}

// The values would change places.
#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", history = "view_forgets_a_name.history")]
struct Crossed {
    #[persist(default)]
    threshold: f32,
    #[persist(default)]
    thr: f32,
}

// Given up: no error.
#[derive(persist_core::Persist)]
#[persist(view_of = "Forest", epoch = "1", removed("thr"), history = "view_forgets_a_name.history")]
struct GivenUp {
    #[persist(default)]
    threshold: f32,
}

#[derive(persist_core::Persist)]
#[persist(view_of = "Kind", epoch = "1", history = "name_of_a_renamed_variant.history")]
enum Kind1 {
    End(u32),
    #[persist(other)]
    Other,
}

#[derive(persist_core::Persist)]
#[persist(view_of = "Kind", epoch = "1", history = "name_of_a_renamed_variant.history")]
enum CrossedKind {
    End(u32),
    #[persist(was = "Leaf")]
    Other(u32),
}

fn main() {}
