//! Twenty versions of one model, with nested types on versions of their own: each loads from each before it, and what
//! comes of it is what the way over all versions between gives.

#![allow(dead_code, unreachable_pub, reason = "twenty programs, each with types of its own")]
#![allow(clippy::useless_conversion, reason = "the steps of all versions are written alike")]

use std::collections::VecDeque;
use std::rc::Rc;

use persist_core::{Persist, Recorded, Replay, Result, Schema, Upgrade};

/// Reads the bytes of another version, and writes them as this one does.
type Pass = fn(&[u8]) -> Vec<u8>;

fn pass<T: Persist>(bytes: &[u8]) -> Vec<u8> {
    let value = T::from_bytes(bytes).unwrap_or_else(|error| panic!("{error}"));
    value.to_bytes().unwrap()
}

const VERSIONS: [Pass; 20] = [
    pass::<v1::Model>,
    pass::<v2::Model>,
    pass::<v3::Model>,
    pass::<v4::Model>,
    pass::<v5::Model>,
    pass::<v6::Model>,
    pass::<v7::Model>,
    pass::<v8::Model>,
    pass::<v9::Model>,
    pass::<v10::Model>,
    pass::<v11::Model>,
    pass::<v12::Model>,
    pass::<v13::Model>,
    pass::<v14::Model>,
    pass::<v15::Model>,
    pass::<v16::Model>,
    pass::<v17::Model>,
    pass::<v18::Model>,
    pass::<v19::Model>,
    pass::<v20::Model>,
];

#[test]
fn each_version_loads_from_each_before_it_as_step_by_step() {
    let tree = v1::Tree { depth: 2, leaf: 0.25, junk: 9 };
    let mut stepwise = v1::Model { id: 200, name: "one".into(), tree }.to_bytes().unwrap();
    // The value, as each version would have written it.
    let mut written = vec![stepwise.clone()];
    for pass in &VERSIONS[1..] {
        stepwise = pass(&stepwise);
        written.push(stepwise.clone());
    }
    for (old, bytes) in written.iter().enumerate() {
        for (new, pass) in VERSIONS.iter().enumerate().skip(old) {
            assert!(pass(bytes) == written[new], "{} as {}", old + 1, new + 1);
        }
    }
    let net = v20::Net::from_bytes(&written[0]).unwrap();
    assert_eq!((net.id, net.percent, net.kinds.len()), (200, 50.0, 0));
    assert_eq!(net.title.unwrap().0, "one");
    assert_eq!(net.trees[0].leaves, [0.25; 3]);
}

/// Not only the value above: the extremes of each version's values, each of its variants, and random ones.
#[test]
fn all_values_of_each_version_load_as_the_last() {
    macro_rules! recorded {
        ($($ty:ty),+ $(,)?) => { [$(recorded::<$ty>()),+] };
    }
    fn recorded<T: Persist>() -> Recorded {
        let schema = Schema::of::<T>().unwrap();
        Recorded::new(schema.root_def().unwrap().version.clone().unwrap(), schema)
    }
    let versions = recorded![
        v1::Model,
        v2::Model,
        v3::Model,
        v4::Model,
        v5::Model,
        v6::Model,
        v7::Model,
        v8::Model,
        v9::Model,
        v10::Model,
        v11::Model,
        v12::Model,
        v13::Model,
        v14::Model,
        v15::Model,
        v16::Model,
        v17::Model,
        v18::Model,
        v19::Model,
        v20::Model
    ];
    let replayed = Replay::new().run::<v20::Net>(&versions, None);
    let replayed = replayed.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(replayed.versions(), VERSIONS.len());
}

/// The first version.
mod v1 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f32,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Model {
        pub id: u8,
        pub name: String,
        pub tree: Tree,
    }
}

/// A field with a default.
mod v2 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f32,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub struct Model {
        pub id: u8,
        pub name: String,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
    }
}

/// A wider integer.
mod v3 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f32,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.2.0")]
    pub struct Model {
        pub id: u16,
        pub name: String,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
    }
}

/// A renamed field.
mod v4 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f32,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.3.0")]
    pub struct Model {
        pub id: u16,
        #[persist(was = "name")]
        pub title: String,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
    }
}

/// The nested type alone: a wider float.
mod v5 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.3.0")]
    pub struct Model {
        pub id: u16,
        #[persist(was = "name")]
        pub title: String,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
    }
}

/// A field that becomes optional.
mod v6 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
        pub junk: u8,
    }

    #[derive(Persist)]
    #[persist(version = "1.4.0")]
    pub struct Model {
        pub id: u16,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
    }
}

/// A list of a new enum.
mod v7 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
        pub junk: u8,
    }

    #[derive(Persist)]
    pub enum Kind {
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(version = "1.5.0")]
    pub struct Model {
        pub id: u16,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }
}

/// A nested field that is gone.
mod v8 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(version = "1.5.0")]
    pub struct Model {
        pub id: u16,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }
}

/// All fields in another order.
mod v9 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(version = "1.5.1")]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        #[persist(default = 0.5)]
        pub rate: f32,
        pub tree: Tree,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u16,
    }
}

/// A variant before the others.
mod v10 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C { x: f32 },
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(version = "1.6.0")]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        #[persist(default = 0.5)]
        pub rate: f32,
        pub tree: Tree,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u16,
    }
}

/// A still wider integer.
mod v11 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C { x: f32 },
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(version = "1.7.0")]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        #[persist(default = 0.5)]
        pub rate: f32,
        pub tree: Tree,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u32,
    }
}

/// Another meaning: a rate becomes a percentage.
mod v12 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C { x: f32 },
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.0.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        pub tree: Tree,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u32,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                tree: old.tree,
                title: old.title,
                id: old.id.into(),
            })
        }
    }
}

/// A value that is shared from now on.
mod v13 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C { x: f32 },
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.1.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        pub tree: Rc<Tree>,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u32,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                tree: Rc::new(old.tree),
                title: old.title,
                id: old.id.into(),
            })
        }
    }
}

/// One becomes many, under another name.
mod v14 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C { x: f32 },
        A,
        B(u8),
    }

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.2.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u32,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title,
                id: old.id.into(),
            })
        }
    }
}

/// A renamed variant with a wider field.
mod v15 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.3.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: u32,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title,
                id: old.id.into(),
            })
        }
    }
}

/// An unsigned integer becomes a larger signed one.
mod v16 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.4.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub id: i64,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title,
                id: old.id.into(),
            })
        }
    }
}

/// A newtype around a string.
mod v17 {
    use super::*;

    #[derive(Persist)]
    #[persist(version = "1.2.0", removed("junk"))]
    pub struct Tree {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    pub struct Title(pub String);

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.5.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<Title>,
        pub id: i64,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title.map(Title),
                id: old.id.into(),
            })
        }
    }
}

/// The nested type alone, of another meaning.
mod v18 {
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Tree", epoch = "1")]
    pub struct Tree1 {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    #[persist(version = "2.0.0", upgrade("1" => Tree1))]
    pub struct Tree {
        pub leaves: Vec<f64>,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    pub struct Title(pub String);

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.5.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: Vec<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<Title>,
        pub id: i64,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds,
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title.map(Title),
                id: old.id.into(),
            })
        }
    }

    impl Upgrade<Tree1> for Tree {
        fn upgrade(old: Tree1) -> Result<Self> {
            Ok(Tree { leaves: vec![old.leaf; usize::from(old.depth) + 1] })
        }
    }
}

/// A deque for a list.
mod v19 {
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Tree", epoch = "1")]
    pub struct Tree1 {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    #[persist(version = "2.0.0", upgrade("1" => Tree1))]
    pub struct Tree {
        pub leaves: Vec<f64>,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    pub struct Title(pub String);

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.6.0", upgrade("1" => Model1))]
    pub struct Model {
        #[persist(default)]
        pub kinds: VecDeque<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<Title>,
        pub id: i64,
    }

    impl Upgrade<Model1> for Model {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Model {
                kinds: old.kinds.into(),
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title.map(Title),
                id: old.id.into(),
            })
        }
    }

    impl Upgrade<Tree1> for Tree {
        fn upgrade(old: Tree1) -> Result<Self> {
            Ok(Tree { leaves: vec![old.leaf; usize::from(old.depth) + 1] })
        }
    }
}

/// A new name for the whole.
mod v20 {
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Tree", epoch = "1")]
    pub struct Tree1 {
        pub depth: u8,
        pub leaf: f64,
    }

    #[derive(Persist)]
    #[persist(version = "2.0.0", upgrade("1" => Tree1))]
    pub struct Tree {
        pub leaves: Vec<f64>,
    }

    #[derive(Persist)]
    pub enum Kind {
        C {
            x: f32,
        },
        A,
        #[persist(was = "B")]
        Bee(u16),
    }

    #[derive(Persist)]
    pub struct Title(pub String);

    #[derive(Persist)]
    #[persist(view_of = "Model", epoch = "1")]
    pub struct Model1 {
        pub id: u32,
        #[persist(was = "name")]
        pub title: Option<String>,
        pub tree: Tree,
        #[persist(default = 0.5)]
        pub rate: f32,
        #[persist(default)]
        pub kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(version = "2.7.0", was = "Model", upgrade("1" => Model1))]
    pub struct Net {
        #[persist(default)]
        pub kinds: VecDeque<Kind>,
        pub percent: f32,
        #[persist(was = "tree")]
        pub trees: Vec<Rc<Tree>>,
        #[persist(was = "name")]
        pub title: Option<Title>,
        pub id: i64,
    }

    impl Upgrade<Model1> for Net {
        fn upgrade(old: Model1) -> Result<Self> {
            Ok(Net {
                kinds: old.kinds.into(),
                percent: old.rate * 100.0,
                trees: vec![Rc::new(old.tree)],
                title: old.title.map(Title),
                id: old.id.into(),
            })
        }
    }

    impl Upgrade<Tree1> for Tree {
        fn upgrade(old: Tree1) -> Result<Self> {
            Ok(Tree { leaves: vec![old.leaf; usize::from(old.depth) + 1] })
        }
    }

    pub type Model = Net;
}
