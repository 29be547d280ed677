use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = "2.0.0", history = "view_merges_variants.history", upgrade("1" => Node1))]
pub enum Node {
    A {
        x: u64,
    },
    #[persist(was = "B")]
    C {
        x: u64,
    },
}

#[derive(Persist)]
#[persist(view_of = "Node", epoch = "1", history = "view_merges_variants.history")]
pub enum Node1 {
    #[persist(was = "B")]
    A { x: u32 },
}

impl Upgrade<Node1> for Node {
    fn upgrade(Node1::A { x }: Node1) -> Result<Self> {
        Ok(Node::A { x: x.into() })
    }
}

fn main() {}
