use persist_core::Persist;

#[derive(Persist)]
struct Forest<#[persist(skip)] T> {
    trees: Vec<T>,
}

fn main() {}
