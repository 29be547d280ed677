//! Whatever steps stand in whatever order and within each other, they come back, in files and in records.

use persist_core::{Dynamic, Persist};
use proptest::prelude::*;

/// A pipeline as a plain value.
#[derive(Clone, Debug, PartialEq)]
enum Said {
    Name(String),
    Number(u64),
    Table(Vec<u32>),
    All(Vec<Said>),
}

trait Step: Dynamic {
    fn said(&self) -> Said;
}
persist_core::dynamic!(dyn Step);

/// Types of a field, each of which says what it holds.
macro_rules! steps {
    ($($step:ident($held:ty) = |$value:ident| $said:expr;)+) => {$(
        #[derive(Persist)]
        struct $step($held);

        impl Step for $step {
            fn said(&self) -> Said {
                let $value = &self.0;
                $said
            }
        }
        persist_core::implementation!(dyn Step: $step);
    )+};
}

steps! {
    Name(String) = |name| Said::Name(name.clone());
    Number(u64) = |number| Said::Number(*number);
    Table(Vec<u32>) = |table| Said::Table(table.clone());
    All(Vec<Box<dyn Step>>) = |steps| Said::All(steps.iter().map(|step| step.said()).collect());
}

fn step(said: &Said) -> Box<dyn Step> {
    match said {
        Said::Name(name) => Box::new(Name(name.clone())),
        Said::Number(number) => Box::new(Number(*number)),
        Said::Table(table) => Box::new(Table(table.clone())),
        Said::All(steps) => Box::new(All(steps.iter().map(step).collect())),
    }
}

fn any_said() -> impl Strategy<Value = Said> {
    let leaf = prop_oneof![
        ".{0,8}".prop_map(Said::Name),
        any::<u64>().prop_map(Said::Number),
        // Some are blocks.
        prop::collection::vec(any::<u32>(), 0..1500).prop_map(Said::Table),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| prop::collection::vec(inner, 0..6).prop_map(Said::All))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn any_pipeline_comes_back(said in any_said()) {
        let value = step(&said);
        let file = persist_core::from_bytes::<Box<dyn Step>>(&value.to_bytes().unwrap()).unwrap();
        prop_assert_eq!(file.said(), said.clone());
        let record = value.to_record().unwrap();
        let record = persist_core::from_record::<Box<dyn Step>>(&record).unwrap();
        prop_assert_eq!(record.said(), said);
    }
}
