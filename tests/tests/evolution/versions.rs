//! What the versions of both sides decide: whether old files or newer ones are read, and what leads from an epoch on.

use std::ops::Range;

use persist_core::{LoadOptions, Persist, Result, Upgrade};

use super::programs::reasons;

programs! {
    wide {
        #[persist(name = "Model", version = "1.0.0")]
        pub struct Old { pub size: u64 }
        #[persist(name = "Model", version = "1.1.0-dev")]
        pub struct OldDev { pub size: u64 }
        #[persist(version = "1.0.0")]
        pub struct Span { pub of: Range<u64> }
    }
    narrow {
        #[persist(name = "Model", version = "1.1.0")]
        pub struct New { pub size: u32 }
        #[persist(name = "Model", version = "1.1.0-dev")]
        pub struct Dev { pub size: u32 }
        #[persist(name = "Model", version = "1.2.0-dev")]
        pub struct NextDev { pub size: u32 }
        #[persist(version = "1.1.0")]
        pub struct Span { pub of: Range<u32> }
    }
}

fn load<T: Persist>(value: &impl Persist) -> Result<T> {
    T::from_bytes(&value.to_bytes().unwrap())
}

/// Nobody knows whether a pre-release comes before or after another version: values are read as far as they fit.
#[test]
fn a_pre_release_is_read_as_a_draft_is() {
    let old = |size| wide::Old { size };
    assert_eq!(reasons::<narrow::New>(&old(7)).len(), 1, "an integer that is narrower");
    assert_eq!(load::<narrow::Dev>(&old(7)).unwrap().size, 7);
    assert!(load::<narrow::Dev>(&old(1 << 40)).unwrap_err().to_string().contains("does not fit"));
    // Be it the file's version or the program's, or both.
    assert_eq!(load::<narrow::New>(&wide::OldDev { size: 7 }).unwrap().size, 7);
    assert_eq!(load::<narrow::NextDev>(&wide::OldDev { size: 7 }).unwrap().size, 7);
}

/// They have no versions: what changed is the type that holds them.
#[test]
fn types_of_the_library_are_as_old_as_what_holds_them() {
    let reasons = reasons::<narrow::Span>(&wide::Span { of: 1..7 });
    assert_eq!(reasons.len(), 2, "{reasons:?}");
    assert!(reasons[0].starts_with("`Span.of.start`: the file has u64, this program expects u32"));
    let newer = newer::Span { of: 1..7 };
    assert_eq!(load::<narrow::Span>(&newer).unwrap().of, 1..7);
}

programs! {
    newer {
        #[persist(version = "1.2.0")]
        pub struct Span { pub of: Range<u64> }
    }
    first { #[persist(version = "1.0.0")] pub struct Model { pub tenths: u32 } }
    second { #[persist(version = "2.0.0")] pub struct Model { pub cut: f32 } }
    today {
        #[persist(view_of = "Model", epoch = "1")]
        pub struct Model1 { pub tenths: u32 }
        #[persist(version = "3.0.0", upgrade("1" => Model1, "2" => auto))]
        pub struct Model { pub cut: f64, #[persist(default = 7)] pub more: u8 }
    }
}

impl Upgrade<today::Model1> for today::Model {
    fn upgrade(old: today::Model1) -> Result<Self> {
        Ok(today::Model { cut: f64::from(old.tenths) / 10.0, more: 1 })
    }
}

#[test]
fn the_rules_lead_on_from_an_epoch_whatever_led_there() {
    let read =
        |bytes: Vec<u8>| LoadOptions::new().from_bytes_with_report::<today::Model>(&bytes).unwrap();
    let (model, report) = read(first::Model { tenths: 25 }.to_bytes().unwrap());
    assert_eq!(model, today::Model { cut: 2.5, more: 1 });
    assert_eq!(report.changes()[0].detail(), "Model 1.0.0 -> Model1 -> Model 3.0.0");
    // The upgrade is from the epoch before.
    let (model, report) = read(second::Model { cut: 2.5 }.to_bytes().unwrap());
    assert_eq!(model, today::Model { cut: 2.5, more: 7 });
    assert_eq!(report.changes()[0].detail(), "2.0.0 -> 3.0.0, by the rules");
}
