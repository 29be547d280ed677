//! Old programs that keep what newer ones have written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test that fails panics, and modules stand for programs of their own"
)]

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use persist_core::{
    Archive, ErrorKind, LoadOptions, OnUnknown, Persist, Rule, SaveOptions, UnknownFields,
};

mod newer {
    use super::*;

    #[derive(Persist, Debug, PartialEq, Clone)]
    #[persist(version = "1.2.0")]
    pub struct Model {
        pub rows: Vec<f64>,
        pub a: u32,
        #[persist(default)]
        pub tree: Option<Box<Tree>>,
        #[persist(default)]
        pub kind: Kind,
        #[persist(default)]
        pub shared: Vec<Rc<Vec<f64>>>,
        #[persist(default = vec![9])]
        pub wide: Vec<u64>,
        #[persist(unknown)]
        pub extra: UnknownFields,
    }

    #[derive(Persist, Debug, PartialEq, Clone)]
    pub struct Tree {
        pub value: (u8, String),
        pub children: Vec<Tree>,
        pub keys: BTreeMap<Rc<Vec<u16>>, Vec<u8>>,
    }

    #[derive(Persist, Debug, PartialEq, Clone, Default)]
    pub enum Kind {
        #[default]
        Plain,
        Special {
            n: u8,
            #[persist(default)]
            later: Vec<u16>,
            #[persist(unknown)]
            extra: UnknownFields,
        },
    }
}

mod older {
    use super::*;

    #[derive(Persist, Debug, PartialEq)]
    #[persist(version = "1.0.0")]
    pub struct Model {
        #[persist(unknown)]
        pub extra: UnknownFields,
        pub a: u32,
        pub rows: Vec<f64>,
    }

    #[derive(Persist, Debug, PartialEq, Clone)]
    pub enum Kind {
        Plain,
        Special {
            n: u8,
            #[persist(unknown)]
            extra: UnknownFields,
        },
    }
}

fn model() -> newer::Model {
    let shared = Rc::new(vec![0.5; 3000]);
    let leaf = newer::Tree {
        value: (1, "leaf".into()),
        children: vec![],
        keys: BTreeMap::from([(Rc::new(vec![1, 2]), vec![3; 5000])]),
    };
    let tree =
        newer::Tree { value: (2, "root".into()), children: vec![leaf], keys: BTreeMap::new() };
    newer::Model {
        rows: vec![1.5; 2000],
        a: 1,
        tree: Some(Box::new(tree)),
        kind: newer::Kind::Special { n: 4, later: vec![7, 8], extra: UnknownFields::new() },
        shared: vec![shared.clone(), shared],
        wide: vec![1, 2],
        extra: UnknownFields::new(),
    }
}

/// What an older program makes of a file.
fn through<Old: Persist>(bytes: &[u8], change: impl FnOnce(&mut Old)) -> Vec<u8> {
    let mut old = Old::from_bytes(bytes).unwrap();
    change(&mut old);
    old.to_bytes().unwrap()
}

#[test]
fn what_an_old_program_changes_and_saves_comes_back_whole() {
    let bytes = model().to_bytes().unwrap();
    let saved = through(&bytes, |old: &mut older::Model| {
        assert_eq!(old.extra.names().collect::<Vec<_>>(), ["tree", "kind", "shared", "wide"]);
        old.a = 5;
    });
    let expected = newer::Model { a: 5, ..model() };
    assert_eq!(newer::Model::from_bytes(&saved).unwrap(), expected);
    // Twice through the old program is the same.
    let twice = through(&saved, |_: &mut older::Model| {});
    assert_eq!(twice, saved);
    Archive::from_bytes(saved).unwrap().verify().unwrap();
}

#[test]
fn fields_are_kept_within_variants() {
    let bytes = model().to_bytes().unwrap();
    #[derive(Persist)]
    #[persist(version = "1.1.0", name = "Model")]
    struct Old {
        kind: older::Kind,
        #[persist(unknown)]
        extra: UnknownFields,
    }
    let saved = through(&bytes, |old: &mut Old| {
        assert_eq!(old.extra.len(), 5);
        let older::Kind::Special { n, extra } = &mut old.kind else { panic!("{:?}", old.kind) };
        assert_eq!(extra.names().collect::<Vec<_>>(), ["later"]);
        *n = 40;
    });
    // `a` and `rows` have no default, so a file without them is refused, kept or not.
    let error = newer::Model::from_bytes(&saved).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.reasons().len(), 2, "{error}");
}

#[test]
fn kept_fields_can_be_looked_at() {
    let bytes = model().to_bytes().unwrap();
    let old = older::Model::from_bytes(&bytes).unwrap();
    let wide = old.extra.iter().find(|field| field.name() == "wide").unwrap();
    assert_eq!(wide.version().unwrap().to_string(), "1.2.0");
    assert_eq!(wide.schema().unwrap().to_string(), "[u64]\n");
    assert_eq!(wide.value().unwrap().to_string(), "[1, 2]");
    let tree = old.extra.iter().find(|field| field.name() == "tree").unwrap();
    assert!(
        tree.schema().unwrap().to_string().contains("struct Tree"),
        "{}",
        tree.schema().unwrap()
    );
    let text = format!("{:?}", old.extra);
    assert!(text.contains("wide (1.2.0): [1, 2]"), "{text}");
    assert!(!old.extra.is_empty());
    assert_eq!(old.extra, old.extra.clone());
}

#[test]
fn a_kept_field_is_read_as_today_has_it_or_stays_with_an_error() {
    let bytes = model().to_bytes().unwrap();
    let mut extra = older::Model::from_bytes(&bytes).unwrap().extra;
    assert_eq!(extra.take::<u8>("nothing", &["naught"]).unwrap(), None);
    let error = extra.take::<Vec<String>>("wide", &[]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("wide")));
    assert_eq!(error.reasons().len(), 1, "{error}");
    assert_eq!(extra.len(), 4);
    assert_eq!(extra.take::<Vec<u128>>("breadth", &["wide"]).unwrap(), Some(vec![1, 2]));
    assert_eq!(extra.len(), 3);
    let shared = extra.take::<Vec<Rc<Vec<f64>>>>("shared", &[]).unwrap().unwrap();
    assert_eq!(*shared[1], vec![0.5; 3000]);
}

#[test]
fn a_newer_file_wins_over_what_had_been_kept() {
    mod middle {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.1.0", name = "M")]
        pub struct M {
            #[persist(unknown)]
            pub extra: persist_core::UnknownFields,
            pub n: u8,
        }
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0", name = "M")]
        pub struct Old {
            #[persist(unknown)]
            pub extra: persist_core::UnknownFields,
        }
    }
    let first = middle::M { extra: UnknownFields::new(), n: 1 }.to_bytes().unwrap();
    let kept = middle::Old::from_bytes(&first).unwrap().extra;
    let second = middle::M { extra: kept, n: 2 }.to_bytes().unwrap();
    let mut old = middle::Old::from_bytes(&second).unwrap();
    assert_eq!(old.extra.len(), 1);
    assert_eq!(old.extra.take::<u8>("n", &[]).unwrap(), Some(2));
}

#[test]
fn the_report_says_what_is_kept_and_denial_allows_it() {
    let bytes = model().to_bytes().unwrap();
    let strict = LoadOptions::new().unknown_fields(OnUnknown::Deny);
    let (_, report) = strict.from_bytes_with_report::<older::Model>(&bytes).unwrap();
    let kept: Vec<_> = report.changes().iter().filter(|c| c.rule() == Rule::KeepUnknown).collect();
    assert_eq!(kept.len(), 4);
    assert_eq!(kept[0].path(), "Model.tree");
}

#[test]
fn an_acknowledged_loss_is_not_kept() {
    #[derive(Persist)]
    #[persist(version = "1.3.0", name = "Model", removed("tree", "shared"))]
    struct Later {
        a: u32,
        #[persist(unknown)]
        extra: UnknownFields,
    }
    let old = Later::from_bytes(&model().to_bytes().unwrap()).unwrap();
    assert_eq!(old.a, 1);
    assert_eq!(old.extra.names().collect::<Vec<_>>(), ["rows", "kind", "wide"]);
}

#[test]
fn many_values_keep_their_fields_each() {
    mod new {
        #[derive(persist_core::Persist, Debug, PartialEq, Clone)]
        pub struct Row {
            pub id: u32,
            #[persist(default)]
            pub note: String,
            #[persist(unknown)]
            pub extra: persist_core::UnknownFields,
        }
    }
    #[derive(Persist)]
    struct Row {
        id: u32,
        #[persist(unknown)]
        extra: UnknownFields,
    }
    let rows: HashMap<u8, new::Row> = (0..200u8)
        .map(|id| {
            let extra = UnknownFields::new();
            (id, new::Row { id: id.into(), note: format!("n{id}"), extra })
        })
        .collect();
    let saved = through(&rows.to_bytes().unwrap(), |old: &mut HashMap<u8, Row>| {
        old.values_mut().for_each(|row| row.id += 1000);
        assert!(old.values().all(|row| row.extra.len() == 1));
    });
    let back = HashMap::<u8, new::Row>::from_bytes(&saved).unwrap();
    assert!(
        back.iter().all(|(id, row)| row.note == rows[id].note && row.id == u32::from(*id) + 1000)
    );
}

#[test]
fn what_is_kept_can_be_written_for_older_programs_too() {
    let bytes = model().to_bytes().unwrap();
    let schema = Archive::from_bytes(bytes.clone()).unwrap().schema().clone();
    let older = older::Model::from_bytes(&bytes).unwrap();
    // The newer schema has defaults for what the older type lacks: they are left out, and found among what is kept.
    let saved = SaveOptions::new().as_schema(schema).to_bytes(&older).unwrap();
    assert_eq!(newer::Model::from_bytes(&saved).unwrap(), model());
}
