use persist_core::Persist;

// The type still counts as one that implements the trait: only the mistake is reported.
#[derive(Persist)]
#[persist(version = "1")]
struct Forest<T> {
    trees: Vec<T>,
}

#[derive(Persist)]
struct Wood {
    forest: Forest<u8>,
}

fn main() {
    let forest = Forest { trees: vec![1] };
    let _ = persist_core::body::encode_into(&forest, &mut Vec::new());
    let _ = persist_core::body::decode::<Wood>(&[]);
}
