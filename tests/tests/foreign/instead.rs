//! Other types in the place of a field's own: `as = Proxy`, and `with = module`.

use std::time::Instant;

use persist_core::{Archive, ErrorKind, LoadOptions, Persist, Schema};

/// A type of another crate, without serde.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Angle {
    radians: f64,
}

/// What is stored of it.
#[derive(Persist)]
#[persist(version = "1.0.0", history = false)]
struct AngleProxy {
    degrees: f64,
}

impl From<&Angle> for AngleProxy {
    fn from(angle: &Angle) -> Self {
        AngleProxy { degrees: angle.radians.to_degrees() }
    }
}

impl TryFrom<AngleProxy> for Angle {
    type Error = String;

    fn try_from(proxy: AngleProxy) -> Result<Self, String> {
        match proxy.degrees {
            0.0..360.0 => Ok(Angle { radians: proxy.degrees.to_radians() }),
            beyond => Err(format!("{beyond} degrees are beyond a turn")),
        }
    }
}

/// What knows how to store it.
mod degrees {
    use super::Angle;

    pub(super) type Stored = f64;

    pub(super) fn encode(angle: &Angle) -> Result<f64, &'static str> {
        match angle.radians.is_finite() {
            true => Ok(angle.radians.to_degrees()),
            false => Err("an angle has to be finite"),
        }
    }

    pub(super) fn decode(degrees: f64) -> Result<Angle, String> {
        Ok(Angle { radians: degrees.to_radians() })
    }
}

#[derive(Persist, Debug, PartialEq)]
struct Pose<T> {
    at: Vec<T>,
    #[persist(as = AngleProxy)]
    heading: Angle,
    #[persist(with = degrees, default = Angle { radians: 0.5 })]
    tilt: Angle,
}

fn pose() -> Pose<u32> {
    let angle = |degrees: f64| Angle { radians: degrees.to_radians() };
    Pose { at: vec![1, 2], heading: angle(90.0), tilt: angle(45.0) }
}

#[test]
fn the_schema_is_that_of_what_is_stored() {
    assert_eq!(
        Schema::of::<Pose<u32>>().unwrap().to_string(),
        "struct Pose<u32> {\n    at: [u32],\n    heading: AngleProxy,\n    tilt: f64 = default,\n}\n\nstruct \
         AngleProxy 1.0.0 {\n    degrees: f64,\n}\n"
    );
    let bytes = pose().to_bytes().unwrap();
    assert_eq!(Pose::from_bytes(&bytes).unwrap(), pose());
    let value = Archive::from_bytes(bytes).unwrap().value().unwrap().to_string();
    assert_eq!(value, "Pose { at: [1, 2], heading: AngleProxy { degrees: 90.0 }, tilt: 45.0 }");
}

#[test]
fn values_that_their_types_refuse_are_named() {
    let mut turned = pose();
    turned.heading.radians = 7.0;
    let error = Pose::<u32>::from_bytes(&turned.to_bytes().unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, Some("Pose<u32>.heading")));
    assert!(error.to_string().contains("degrees are beyond a turn"));
    turned.tilt.radians = f64::NAN;
    let error = turned.to_bytes().unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, Some("Pose<u32>.tilt")));
    assert!(error.to_string().contains("an angle has to be finite"));
}

/// Files evolve by the rules of what is stored: of a proxy by its own, of a number as numbers do.
#[test]
fn what_is_stored_evolves_as_all_else_does() {
    #[derive(Persist)]
    #[persist(name = "Pose")]
    struct Before {
        heading: Heading,
        tilt: f32,
    }
    #[derive(Persist)]
    #[persist(name = "AngleProxy", version = "1.1.0", history = false)]
    struct Heading {
        degrees: f32,
        unit: String,
    }
    #[derive(Persist, Debug)]
    #[persist(name = "Pose")]
    struct After {
        #[persist(as = AngleProxy)]
        heading: Angle,
        #[persist(with = degrees)]
        tilt: Angle,
        #[persist(with = degrees, default = Angle { radians: 0.5 })]
        roll: Angle,
    }
    let before = Before { heading: Heading { degrees: 90.0, unit: "deg".into() }, tilt: 45.0 };
    let bytes = before.to_bytes().unwrap();
    let (after, report) = LoadOptions::new().from_bytes_with_report::<After>(&bytes).unwrap();
    assert_eq!(
        (after.heading.radians, after.tilt.radians),
        (90f64.to_radians(), 45f64.to_radians())
    );
    assert_eq!(after.roll.radians, 0.5);
    let changes: Vec<_> = report.changes().iter().map(|c| (c.rule().id(), c.path())).collect();
    assert_eq!(
        changes,
        [
            ("widen_float", "Pose.tilt"),
            ("add_field", "Pose.roll"),
            ("widen_float", "Pose.heading.degrees"),
            ("remove_field_unseen", "Pose.heading.unit"),
        ]
    );
}

/// A proxy may refer to the type that it stands in.
#[test]
fn a_proxy_may_hold_the_type_that_holds_it() {
    #[derive(Persist, Debug, PartialEq)]
    struct Node {
        #[persist(as = Children)]
        children: Kids,
    }
    #[derive(Debug, PartialEq, Default)]
    struct Kids(Vec<Node>);
    #[derive(Persist)]
    struct Children {
        list: Vec<Node>,
    }
    impl From<&Kids> for Children {
        fn from(kids: &Kids) -> Self {
            let copy = |node: &Node| Node { children: Kids::from(Children::from(&node.children)) };
            Children { list: kids.0.iter().map(copy).collect() }
        }
    }
    impl From<Children> for Kids {
        fn from(children: Children) -> Self {
            Kids(children.list)
        }
    }
    let node = |list| Node { children: Kids(list) };
    let tree = node(vec![node(vec![]), node(vec![node(vec![])])]);
    assert_eq!(Node::from_bytes(&tree.to_bytes().unwrap()).unwrap(), tree);
}

/// What stores a field needs nothing of its type.
#[test]
fn a_type_that_nothing_stores_takes_a_module() {
    mod now {
        use std::time::Instant;

        pub(super) type Stored = ();

        pub(super) fn encode(_: &Instant) -> Result<(), String> {
            Ok(())
        }

        pub(super) fn decode((): ()) -> Result<Instant, String> {
            Ok(Instant::now())
        }
    }
    #[derive(Persist)]
    struct Timer {
        #[persist(with = now)]
        started: Instant,
        laps: Vec<u64>,
    }
    let timer = Timer { started: Instant::now(), laps: vec![1, 2] };
    let back = Timer::from_bytes(&timer.to_bytes().unwrap()).unwrap();
    assert!(back.started >= timer.started);
    assert_eq!(back.laps, timer.laps);
}
