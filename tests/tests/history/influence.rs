//! What functions of the program's read has to show: where it is looked at, and what is exempt.

use persist_core::{Persist, Replay, Result, Upgrade};

use super::recorded;

mod v1 {
    use super::*;

    #[derive(Persist, Clone, Copy)]
    #[persist(version = "1.0.0")]
    pub(crate) enum Unit {
        Meter,
        Foot,
        Mile,
    }

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Road {
        pub length: u32,
        pub unit: Option<Unit>,
        pub lanes: Vec<u8>,
        pub nothing: (),
        pub junk: u64,
    }
}

use v1::Unit;

/// The path of what is lost, and what is said of it.
fn lost<Old: Persist, New: Persist>() -> Option<(String, String)> {
    match Replay::new().run::<New>(&[recorded::<Old>("1.0.0")], None) {
        Ok(_) => None,
        Err(error) => Some((error.path().unwrap_or_default().to_owned(), error.to_string())),
    }
}

/// A road of the second epoch, and what it makes of the view of the first one.
macro_rules! road {
    ($module:ident { $($read:ident: $ty:ty),* } |$old:ident| $made:expr) => {
        mod $module {
            use super::*;

            #[derive(Persist)]
            #[persist(view_of = "Road", epoch = "1")]
            pub(crate) struct Road1 {
                $(pub $read: $ty,)*
            }

            #[derive(Persist)]
            #[persist(version = "2.0.0", upgrade("1" => Road1))]
            pub(crate) struct Road {
                text: String,
            }

            impl Upgrade<Road1> for Road {
                fn upgrade($old: Road1) -> Result<Self> {
                    Ok(Road { text: $made })
                }
            }
        }
    };
}

fn unit(unit: Option<Unit>) -> &'static str {
    match unit {
        None => "?",
        Some(Unit::Meter) => "m",
        Some(Unit::Foot) => "ft",
        Some(Unit::Mile) => "mi",
    }
}

road!(whole { length: u32, unit: Option<Unit>, lanes: Vec<u8>, nothing: () } |old| {
    let () = old.nothing;
    format!("{} {} {:?}", old.length, unit(old.unit), old.lanes)
});
road!(less { length: u32 } | old | old.length.to_string());
road!(first_lane { length: u32, lanes: Vec<u8> } |old| format!("{} {:?}", old.length, old.lanes.first()));
road!(no_lanes { length: u32, lanes: Vec<u8> } |old| {
    drop(old.lanes);
    old.length.to_string()
});
road!(no_foot { unit: Option<Unit> } |old| match old.unit {
    Some(Unit::Foot) => unit(Some(Unit::Meter)).to_owned(),
    other => unit(other).to_owned(),
});

#[test]
fn what_a_view_reads_has_to_show_and_what_it_leaves_is_no_matter() {
    assert_eq!(lost::<v1::Road, whole::Road>(), None);
    assert_eq!(lost::<v1::Road, less::Road>(), None);
    assert_eq!(lost::<v1::Road, first_lane::Road>(), None);
    let (path, text) = lost::<v1::Road, no_lanes::Road>().unwrap();
    assert_eq!(path, "Road.lanes");
    assert!(text.starts_with("`Upgrade<Road1>` loses a part of `Road` 1.0.0"), "{text}");
}

#[test]
fn variants_within_options_have_to_differ() {
    let (path, text) = lost::<v1::Road, no_foot::Road>().unwrap();
    assert_eq!(path, "Road.unit");
    assert!(text.contains("makes one of the variants `Meter` and `Foot`"), "{text}");
}

/// The first epoch is led by the rules into the view of the second; the upgrade of that one forgets.
mod chains {
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Road", epoch = "1")]
    struct Road1 {
        length: u32,
        lanes: Vec<u8>,
    }

    #[derive(Persist)]
    #[persist(view_of = "Road", epoch = "2")]
    struct Road2 {
        length: u32,
        lanes: Vec<u8>,
    }

    impl Upgrade<Road1> for Road2 {
        fn upgrade(old: Road1) -> Result<Self> {
            Ok(Road2 { length: old.length, lanes: old.lanes })
        }
    }

    #[derive(Persist)]
    #[persist(name = "Road", version = "3.0.0", upgrade("1" => auto, "2" => Road2))]
    struct ByRules {
        meters: u64,
    }

    #[derive(Persist)]
    #[persist(name = "Road", version = "3.0.0", upgrade("1" => Road1, "2" => Road2))]
    struct BySteps {
        meters: u64,
    }

    impl Upgrade<Road2> for ByRules {
        fn upgrade(old: Road2) -> Result<Self> {
            Ok(ByRules { meters: old.length.into() })
        }
    }

    impl Upgrade<Road2> for BySteps {
        fn upgrade(old: Road2) -> Result<Self> {
            Ok(BySteps { meters: old.length.into() })
        }
    }

    #[test]
    fn are_followed_to_their_ends() {
        let (path, text) = lost::<v1::Road, ByRules>().unwrap();
        assert_eq!(path, "Road.lanes");
        assert!(text.starts_with("`Upgrade<Road2>` loses a part"), "{text}");
        let (path, text) = lost::<v1::Road, BySteps>().unwrap();
        assert_eq!(path, "Road.lanes");
        assert!(text.starts_with("`Upgrade<Road1>`, or one behind it, loses a part"), "{text}");
    }
}

/// Conversions of fields, wherever these stand.
mod conversions {
    use super::*;

    mod old {
        use super::*;

        #[derive(Persist)]
        #[persist(version = "1.0.0")]
        pub(crate) enum Shape {
            Point,
            Circle { radius: u16 },
        }

        #[derive(Persist)]
        #[persist(version = "1.0.0")]
        pub(crate) struct Drawing {
            pub shapes: Vec<Option<Shape>>,
        }
    }

    macro_rules! drawing {
        ($module:ident, |$radius:ident| $convert:expr) => {
            mod $module {
                use super::*;

                #[derive(Persist)]
                #[persist(version = "1.1.0")]
                pub(crate) enum Shape {
                    Point,
                    Circle {
                        #[persist(from(u16 => |$radius: u16| Ok($convert)))]
                        radius: f64,
                    },
                }

                #[derive(Persist)]
                #[persist(version = "1.1.0")]
                pub(crate) struct Drawing {
                    pub shapes: Vec<Option<Shape>>,
                }
            }
        };
    }

    drawing!(good, |radius| f64::from(radius) / 10.0);
    drawing!(coarse, |radius| if radius == 0 { 0.0 } else { 1.0 });
    drawing!(bad, |radius| f64::from(radius) * 0.0);

    #[test]
    fn have_to_show_within_variants_and_lists() {
        assert_eq!(lost::<old::Drawing, good::Drawing>(), None);
        assert_eq!(lost::<old::Drawing, coarse::Drawing>(), None);
        let (path, text) = lost::<old::Drawing, bad::Drawing>().unwrap();
        assert_eq!(path, "Drawing.shapes[].Circle.radius");
        assert!(text.starts_with("`from(u16 => …)` loses a part of `Drawing` 1.0.0"), "{text}");
    }
}

/// The whole value is an enum.
mod whole_enums {
    use persist_core::ErrorKind;

    use super::super::mutants::{fails, old, passes};
    use super::*;

    #[derive(Persist)]
    #[persist(view_of = "Kind", epoch = "1")]
    enum Unlike1 {
        Plain,
        Striped(u8),
        Dotted(u8),
    }

    #[derive(Persist)]
    #[persist(name = "Kind", version = "3.0.0", upgrade("1" => Unlike1))]
    enum Whole {
        Plain,
        Striped(u8),
    }

    impl Upgrade<Unlike1> for Whole {
        fn upgrade(old: Unlike1) -> Result<Self> {
            Ok(match old {
                Unlike1::Plain => Whole::Plain,
                Unlike1::Striped(gap) | Unlike1::Dotted(gap) => Whole::Striped(gap),
            })
        }
    }

    #[derive(Persist)]
    #[persist(view_of = "Kind", epoch = "1")]
    enum Declared1 {
        Plain,
        #[persist(was = "Dotted")]
        Striped(u8),
    }

    /// Variants that the view declares to be one are no loss.
    #[derive(Persist)]
    #[persist(name = "Kind", version = "3.0.0", upgrade("1" => Declared1))]
    enum Declared {
        Plain,
        Striped(u8),
    }

    impl Upgrade<Declared1> for Declared {
        fn upgrade(old: Declared1) -> Result<Self> {
            Ok(match old {
                Declared1::Plain => Declared::Plain,
                Declared1::Striped(gap) => Declared::Striped(gap),
            })
        }
    }

    #[test]
    fn have_variants_that_differ_unless_they_are_declared_to_be_one() {
        fails::<old::Kind, Whole>(
            ErrorKind::Invalid,
            &[
                "`Upgrade<Unlike1>` makes one of the variants `Striped` and `Dotted` of `Kind` 1.2.0",
                "in `Kind`",
            ],
        );
        passes::<old::Kind, Declared>();
    }
}
