//! Values of other crates' types: what serde makes of bytes, proxies, and functions of a module.
//!
//! The first byte chooses the type, and the rest is what stands in its file; or the rest is looked at without a type.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use persist_core::{Archive, Persist, Serde};
use serde::{Deserialize, Serialize};

use super::input::Input;
use super::{body, limits, within};
use crate::support::craft::{File, push_varint};
use crate::support::programs::{Program, programs_of};

/// Every form of serde's data model.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
enum Any {
    Unit,
    Newtype(Option<i64>),
    Tuple(bool, char),
    Struct { wide: u128, signed: i128, map: BTreeMap<i32, String>, list: Vec<Any> },
}

/// What only a format that describes itself can read.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type")]
enum Kernel {
    Linear,
    Rbf { gamma: f64, rest: Vec<f32> },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(untagged)]
enum Loose {
    Number(f32),
    Text(String),
    List(Vec<Loose>),
    Map(BTreeMap<String, Loose>),
}

/// Both encodings.
#[derive(Persist)]
struct Both<N, P> {
    #[persist(serde)]
    named: N,
    #[persist(serde(compact))]
    by_position: P,
}

/// A type of another crate, without serde.
#[derive(Clone, Copy)]
struct Angle(f64);

#[derive(Persist)]
struct Degrees {
    degrees: f64,
}

impl From<&Angle> for Degrees {
    fn from(angle: &Angle) -> Self {
        Degrees { degrees: angle.0 }
    }
}

impl TryFrom<Degrees> for Angle {
    type Error = String;

    fn try_from(Degrees { degrees }: Degrees) -> Result<Self, String> {
        if (0.0..360.0).contains(&degrees) {
            Ok(Angle(degrees))
        } else {
            Err(format!("{degrees} are beyond a turn"))
        }
    }
}

mod text {
    use super::Angle;

    pub(super) type Stored = String;

    pub(super) fn encode(angle: &Angle) -> Result<String, &'static str> {
        Ok(angle.0.to_string())
    }

    pub(super) fn decode(text: String) -> Result<Angle, std::num::ParseFloatError> {
        text.parse().map(Angle)
    }
}

#[derive(Persist)]
struct Pose {
    #[persist(as = Degrees)]
    heading: Angle,
    #[persist(with = text)]
    tilt: Angle,
}

fn any() -> Any {
    let map = [(-1, "below".into())].into();
    Any::Struct { wide: u128::MAX, signed: -1, map, list: vec![Any::Unit, Any::Tuple(true, 'ä')] }
}

/// Types of which serde reads a part.
pub(super) fn types() -> Vec<Program> {
    let rbf = || Kernel::Rbf { gamma: 0.5, rest: vec![1.5] };
    let map: BTreeMap<String, Loose> = [("a".into(), Loose::Number(0.5))].into();
    let loose = Loose::List(vec![Loose::Text("b".into()), Loose::Map(map)]);
    programs_of![
        Serde<Any> = Serde(any()),
        Serde<Vec<Kernel>> = Serde(vec![rbf(), Kernel::Linear]),
        Serde<Loose> = Serde(loose),
        Serde<Vec<u8>> = Serde(vec![1, 2]),
        Both<Kernel, Any> = Both { named: rbf(), by_position: any() },
        Both<(u8, Option<f32>), Vec<(String, Option<u16>)>> = Both {
            named: (1, None),
            by_position: vec![("a".into(), Some(300))],
        },
        Pose = Pose { heading: Angle(90.0), tilt: Angle(f64::INFINITY) },
    ]
}

fn all() -> &'static [Program] {
    static TYPES: LazyLock<Vec<Program>> = LazyLock::new(types);
    &TYPES
}

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let which = input.byte();
    if which < 0x80 {
        return body::in_file(input.one_of(all()), input.0);
    }
    // Any MessagePack, as text, as a tree, and in a file of the same.
    let schema = [20, 0];
    let mut file = File { schema: schema.to_vec(), ..File::default() };
    push_varint(&mut file.body, input.0.len() as u128);
    file.body.extend_from_slice(input.0);
    let archive =
        within(Archive::from_bytes_with(file.to_bytes(), &limits()), "a file of MessagePack");
    let Some(value) = archive.and_then(|archive| within(archive.value(), "bytes of any kind"))
    else {
        return;
    };
    let _: String = format!("{value} {value:#}");
    let persist_core::Value::Foreign(foreign) = &value else { panic!("{value:?}") };
    if let Ok(content) = foreign.content() {
        let _: String = content.to_string();
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let typed = all()
        .iter()
        .enumerate()
        .map(|(index, program)| [&[0, index as u8][..], &File::parse(&program.file).body].concat());
    let untyped = [
        &[0x80, 0xc0][..],
        &[0x80, 0x93, 1, 0xa1, b'a', 0xcb, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0x80, 0x81, 0xa1, b'k', 0xc4, 1, 2],
    ];
    typed.chain(untyped.map(<[u8]>::to_vec)).collect()
}
