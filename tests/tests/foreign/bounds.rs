//! Files from strangers: values of other crates cost no more than the limits say.

use std::collections::BTreeMap;

use persist_core::__private::{Node, Plan};
use persist_core::schema::{Primitive, Registry, Ty};
use persist_core::wire::{Reader, Writer};
use persist_core::{Archive, ErrorKind, Limits, LoadOptions, Persist, Result, SaveOptions, Serde};
use serde::{Deserialize, Serialize};

/// A tree as deep as its author likes.
#[derive(Serialize, Deserialize, Debug, PartialEq, Default)]
struct Tree {
    child: Option<Box<Tree>>,
}

fn tree(depth: usize) -> Tree {
    (0..depth).fold(Tree::default(), |child, _| Tree { child: Some(Box::new(child)) })
}

/// By position: a list says how many elements it has, and these take no bytes.
#[derive(Persist)]
struct Compact<T> {
    #[persist(serde(compact))]
    value: T,
}

#[derive(Persist)]
struct Named<T> {
    #[persist(serde)]
    value: T,
}

/// Bytes that are written in the place of a foreign value, whatever they are.
struct Raw<const COMPACT: bool>(Vec<u8>);

impl<const COMPACT: bool> Persist for Raw<COMPACT> {
    const TY: &'static Ty = match COMPACT {
        true => &Ty::Primitive(Primitive::Postcard),
        false => &Ty::Primitive(Primitive::MessagePack),
    };

    fn register(_: &mut Registry) {}

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.len(self.0.len());
        self.0.iter().for_each(|byte| w.u8(*byte));
        Ok(())
    }

    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        unreachable!("only saved")
    }

    fn decode_as(_: &mut Reader<'_>, _: &Plan, _: Node) -> Result<Self> {
        unreachable!("only saved")
    }
}

/// A file that holds these bytes in the place of a foreign value.
fn file(compact: bool, content: &[u8]) -> Vec<u8> {
    #[derive(Persist)]
    #[persist(name = "Compact")]
    struct RawCompact {
        value: Raw<true>,
    }
    #[derive(Persist)]
    #[persist(name = "Named")]
    struct RawNamed {
        value: Raw<false>,
    }
    match compact {
        true => RawCompact { value: Raw(content.to_vec()) }.to_bytes().unwrap(),
        false => RawNamed { value: Raw(content.to_vec()) }.to_bytes().unwrap(),
    }
}

#[test]
fn elements_without_bytes_end_at_the_limits() {
    // 2^62 elements of nothing.
    let file = file(true, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f]);
    let error = Compact::<Vec<()>>::from_bytes(&file).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
}

#[test]
fn elements_entries_and_texts_are_charged() {
    fn load<T: Persist>(bytes: &[u8]) -> Option<ErrorKind> {
        let options = LoadOptions::new().limits(Limits::new().allocation(1000));
        options.from_bytes::<T>(bytes).map(drop).err().map(|error| error.kind())
    }
    for (count, refused) in [(10, None), (100, None), (200, Some(ErrorKind::Limit))] {
        let count = u8::try_from(count).unwrap();
        let elements = Serde(vec![(); count.into()]).to_bytes().unwrap();
        assert_eq!(load::<Serde<Vec<()>>>(&elements), refused, "{count} elements");
        let entries: BTreeMap<u8, ()> = (0..count).map(|key| (key, ())).collect();
        let entries = Serde(entries).to_bytes().unwrap();
        assert_eq!(load::<Serde<BTreeMap<u8, ()>>>(&entries), refused, "{count} entries");
        let text = Serde("x".repeat(usize::from(count) * 8)).to_bytes().unwrap();
        assert_eq!(load::<Serde<String>>(&text), refused, "a text");
    }
}

#[test]
fn a_count_beyond_the_bytes_takes_no_memory() {
    // A list of 2^32 - 1 elements, and none of them.
    let file = file(false, &[0xdd, 0xff, 0xff, 0xff, 0xff]);
    let error = Named::<Vec<u64>>::from_bytes(&file).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Foreign, "{error}");
    assert!(Archive::from_bytes(file).unwrap().value().unwrap().to_string().contains("bytes of"));
}

#[test]
fn depth_is_counted_with_that_of_the_values_around() {
    for compact in [false, true] {
        // Lists in lists, or `Some` in `Some`.
        let content = vec![if compact { 1 } else { 0x91 }; 100_000];
        let file = file(compact, &content);
        let error = match compact {
            true => Compact::<Tree>::from_bytes(&file).map(drop),
            false => Named::<Lists>::from_bytes(&file).map(drop),
        };
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Limit);
    }
}

#[derive(Serialize, Deserialize)]
struct Lists(Vec<Lists>);

#[test]
fn the_deepest_value_that_is_saved_is_loaded() {
    let deep = Limits::DEFAULT_DEPTH as usize / 2 - 2;
    let bytes = Serde(tree(deep)).to_bytes().unwrap();
    assert_eq!(Serde::<Tree>::from_bytes(&bytes).unwrap().0, tree(deep));
    let error = Serde(tree(100_000_usize.min(deep * 2))).to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    // To the level: of a struct and an option each, but for the innermost one.
    let saved = SaveOptions::new().depth(41);
    let bytes = saved.to_bytes(&Serde(tree(20))).unwrap();
    assert_eq!(saved.to_bytes(&Serde(tree(21))).unwrap_err().kind(), ErrorKind::Limit);
    let load = |depth| {
        let limits = Limits::new().depth(depth);
        LoadOptions::new().limits(limits).from_bytes::<Serde<Tree>>(&bytes).map(drop)
    };
    assert!(load(41).is_ok());
    assert_eq!(load(40).unwrap_err().kind(), ErrorKind::Limit);
    // More is a matter of both limits.
    let bytes = SaveOptions::new().depth(2000).to_bytes(&Serde(tree(300))).unwrap();
    assert_eq!(Serde::<Tree>::from_bytes(&bytes).unwrap_err().kind(), ErrorKind::Limit);
    let options = LoadOptions::new().limits(Limits::new().depth(2000));
    assert!(options.from_bytes::<Serde<Tree>>(&bytes).is_ok());
}

/// To tell where it fails takes stack at each level.
#[test]
fn where_a_value_fails_is_told_unless_it_is_very_deep() {
    // Lists in lists, of a newtype each, and something else within them.
    let error = |lists: usize| {
        let content = [vec![0x91; lists], vec![0xc3]].concat();
        Named::<Lists>::from_bytes(&file(false, &content)).map(drop).unwrap_err().to_string()
    };
    let told = format!(", at `{}` within it", "[0]".repeat(31));
    assert!(error(31).contains(&told), "{}", error(31));
    assert!(!error(32).contains("within it"), "{}", error(32));
}

/// Another program may have written a name alone, or with nothing.
#[test]
fn a_variant_without_content_has_none() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Kernel {
        Linear,
        Degree(u8),
    }
    let name = [&[0xa6][..], b"Linear"].concat();
    let load = |content: &[u8]| {
        // Two of them.
        let list = [&[0x92, 0x81][..], &name, content, &name].concat();
        Named::<Vec<Kernel>>::from_bytes(&file(false, &list)).map(|named| named.value)
    };
    assert_eq!(load(&[0xc0]).unwrap(), [Kernel::Linear, Kernel::Linear]);
    for content in [&[][..], &[7], &name] {
        assert_eq!(load(content).unwrap_err().kind(), ErrorKind::Foreign, "{content:?}");
    }
    let _ = Kernel::Degree(2);
}

#[test]
fn broken_bytes_are_errors() {
    let whole = Serde(super::model::svm()).to_bytes().unwrap();
    let content = match Archive::from_bytes(whole).unwrap().value().unwrap() {
        persist_core::Value::Foreign(value) => value.bytes().to_vec(),
        other => panic!("{other}"),
    };
    for end in 0..content.len() {
        let file = file(false, &content[..end]);
        let error = Named::<super::model::Svm<f64>>::from_bytes(&file).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Foreign, "{end}: {error}");
    }
    // Another value, one that is cut off, and one that is deeper than any stack.
    let deep = vec![0x91; 200_000];
    for behind in [&[0xc0][..], &[0x91], &[0x81, 0xa1, 0x61], &[0xa5, 0x61], &deep] {
        let longer = [content.as_slice(), behind].concat();
        let error = Named::<super::model::Svm<f64>>::from_bytes(&file(false, &longer)).map(drop);
        assert!(error.unwrap_err().to_string().contains("bytes are left"));
    }
    for at in 0..content.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut broken = content.clone();
            broken[at] ^= flip;
            // Any value or any error, and nothing worse.
            let _ = Named::<super::model::Svm<f64>>::from_bytes(&file(false, &broken)).map(drop);
        }
    }
}
