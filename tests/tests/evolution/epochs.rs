//! Epochs that lead into each other: by the rules alone (`auto`), after which every upgrade still runs, and where a
//! type got a parameter.

use persist_core::{ErrorKind, LoadOptions, Persist, Result, Rule, Upgrade};

#[derive(Persist)]
#[persist(name = "Model", version = "1.4.0")]
struct InTenths {
    cut: u32,
    junk: u8,
}

/// The second epoch, in which `junk` was left out, and the first in which `cut` was wider.
#[derive(Persist)]
#[persist(name = "Model", version = "2.0.0")]
struct WideInTenths {
    cut: u64,
}

#[derive(Persist)]
#[persist(view_of = "Model", epoch = "3")]
struct Model3 {
    cut: u64,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "4.0.0", upgrade("1" => auto, "2" => auto, "3" => Model3))]
struct Model {
    cut: f64,
}

impl Upgrade<Model3> for Model {
    #[expect(clippy::cast_precision_loss, clippy::as_conversions, reason = "cuts are small")]
    fn upgrade(old: Model3) -> Result<Self> {
        Ok(Model { cut: old.cut as f64 / 10.0 })
    }
}

#[track_caller]
fn becomes(old: &impl Persist, rules: &[Rule], steps: &str) {
    let bytes = old.to_bytes().unwrap();
    let (new, report) = LoadOptions::new().from_bytes_with_report::<Model>(&bytes).unwrap();
    assert_eq!(new, Model { cut: 2.5 });
    let found: Vec<_> = report.changes().iter().map(|c| (c.rule(), c.count())).collect();
    assert_eq!(found, rules.iter().map(|rule| (*rule, 1)).collect::<Vec<_>>(), "{report:#}");
    assert_eq!(report.changes()[0].detail(), steps);
}

#[test]
fn the_rules_lead_into_the_next_view_and_its_upgrade_runs() {
    let rules = [Rule::Upgrade, Rule::WidenInteger, Rule::View];
    becomes(&InTenths { cut: 25, junk: 1 }, &rules, "Model 1.4.0 -> Model3 -> Model 4.0.0");
    becomes(&WideInTenths { cut: 25 }, &[Rule::Upgrade], "Model 2.0.0 -> Model3 -> Model 4.0.0");
}

/// A view by itself is of one epoch.
#[test]
fn a_view_alone_reads_no_other_epoch() {
    let error = Model3::from_bytes(&WideInTenths { cut: 25 }.to_bytes().unwrap()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Schema);
}

mod generic {
    use super::*;

    #[derive(Persist)]
    #[persist(name = "Scale", version = "1.0.0")]
    pub(super) struct Plain {
        pub(super) by: f32,
    }

    #[derive(Persist)]
    #[persist(view_of = "Scale", epoch = "1")]
    pub(super) struct Scale1 {
        by: f32,
    }

    #[derive(Persist, Debug, PartialEq)]
    #[persist(version = "2.0.0", upgrade("1" => Scale1), bound = "T: Persist + From<f32>")]
    pub(super) struct Scale<T> {
        pub(super) by: T,
    }

    impl<T: From<f32>> Upgrade<Scale1> for Scale<T> {
        fn upgrade(old: Scale1) -> Result<Self> {
            Ok(Scale { by: old.by.into() })
        }
    }

    #[derive(Persist, Debug)]
    #[persist(name = "Scale")]
    pub(super) struct Draft<T> {
        by: T,
    }
}

#[test]
fn a_type_that_got_a_parameter_is_upgraded() {
    let bytes = generic::Plain { by: 0.5 }.to_bytes().unwrap();
    assert_eq!(generic::Scale::<f64>::from_bytes(&bytes).unwrap(), generic::Scale { by: 0.5 });
    let bytes = vec![generic::Plain { by: 0.5 }].to_bytes().unwrap();
    let error = Vec::<generic::Draft<f64>>::from_bytes(&bytes).unwrap_err();
    assert!(error.reasons()[0].contains("an upgrade whole types"), "{error}");
}
