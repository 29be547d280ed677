//! Programs of yesterday and of today: each step evolves by itself, and programs may have others.

use persist_core::{ErrorKind, LoadOptions, Persist, SaveOptions, Schema, compat};

/// The trait and the pipeline, as each of the programs has them.
macro_rules! program {
    ($version:literal) => {
        pub(super) trait Step: persist_core::Dynamic {
            fn said(&self) -> String;
        }
        persist_core::dynamic!(dyn Step);

        #[derive(persist_core::Persist)]
        #[persist(version = $version, history = false)]
        pub(super) struct Pipeline {
            pub(super) steps: Vec<Box<dyn Step>>,
        }

        /// A step of these fields that says what it holds.
        #[allow(unused_macros, reason = "not each program has one of this form")]
        macro_rules! step {
                                            ($step:ident) => {
                                                impl Step for $step {
                                                    fn said(&self) -> String {
                                                        format!("{self:?}")
                                                    }
                                                }
                                                persist_core::implementation!(dyn Step: $step);
                                            };
                                        }
    };
}

mod yesterday {
    program!("1.0.0");

    #[derive(persist_core::Persist, Debug)]
    #[persist(version = "1.0.0", history = false)]
    pub(super) struct Scale {
        pub(super) mean: Vec<f32>,
    }
    step!(Scale);

    #[derive(persist_core::Persist, Debug)]
    pub(super) struct Clamp(pub(super) u8);
    step!(Clamp);

    #[derive(persist_core::Persist, Debug)]
    pub(super) struct Whiten {
        pub(super) basis: Vec<f64>,
    }
    step!(Whiten);
}

mod today {
    program!("1.1.0");

    #[derive(persist_core::Persist, Debug)]
    #[persist(version = "1.1.0", history = false)]
    pub(super) struct Scale {
        pub(super) mean: Vec<f64>,
        #[persist(default = 1.0)]
        pub(super) deviation: f64,
    }
    step!(Scale);

    /// Another name, which is behind the other ones.
    #[derive(persist_core::Persist, Debug)]
    #[persist(was = "Clamp")]
    pub(super) struct Trim(pub(super) u32);
    step!(Trim);

    /// Yesterday had none.
    #[derive(persist_core::Persist, Debug)]
    pub(super) struct Append {
        pub(super) columns: Vec<String>,
    }
    step!(Append);
}

fn saved(steps: Vec<Box<dyn yesterday::Step>>) -> Vec<u8> {
    yesterday::Pipeline { steps }.to_bytes().unwrap()
}

fn said(pipeline: &today::Pipeline) -> Vec<String> {
    pipeline.steps.iter().map(|step| step.said()).collect()
}

#[test]
fn each_step_is_read_by_its_own_rules() {
    let file = saved(vec![
        Box::new(yesterday::Clamp(7)),
        Box::new(yesterday::Scale { mean: vec![0.5, 2.0] }),
    ]);
    let (pipeline, report) =
        LoadOptions::new().from_bytes_with_report::<today::Pipeline>(&file).unwrap();
    assert_eq!(said(&pipeline), ["Trim(7)", "Scale { mean: [0.5, 2.0], deviation: 1.0 }"]);
    let report = format!("{report:#}");
    for change in ["Pipeline.steps[].Scale.0.deviation", "Pipeline.steps[].Scale.0.mean", "Clamp"] {
        assert!(report.contains(change), "{change}: {report}");
    }
    assert!(!report.contains("draft") || report.contains("Trim"), "{report}");
}

#[test]
fn an_implementation_that_merely_occurs_in_the_schema_is_no_matter() {
    assert!(Schema::of::<yesterday::Pipeline>().unwrap().to_string().contains("Whiten"));
    let pipeline = today::Pipeline::from_bytes(&saved(Vec::new())).unwrap();
    assert!(pipeline.steps.is_empty());
}

#[test]
fn a_value_of_an_implementation_that_the_program_lacks_is_named() {
    let file = saved(vec![
        Box::new(yesterday::Clamp(1)),
        Box::new(yesterday::Clamp(2)),
        Box::new(yesterday::Whiten { basis: vec![1.0] }),
    ]);
    let error = today::Pipeline::from_bytes(&file).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.path(), Some("Pipeline.steps[2]"));
    let text = error.to_string();
    for words in [
        "the implementation `Whiten` of `dyn Step`",
        "this program has `Append`, `Scale`, `Trim`: link the crate",
        "`persist_core::implementation!(dyn Step: Whiten)`",
        "`#[persist(was = \"Whiten\")]`",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

/// A program of the same implementations, whose `Scale` is another one that nothing leads to.
mod incompatible {
    program!("1.1.0");

    #[derive(persist_core::Persist, Debug)]
    #[persist(version = "2.0.0", history = false)]
    pub(super) struct Scale {
        pub(super) factor: u8,
    }
    step!(Scale);

    #[derive(persist_core::Persist, Debug)]
    pub(super) struct Clamp(pub(super) u8);
    step!(Clamp);

    #[derive(persist_core::Persist, Debug)]
    pub(super) struct Whiten {
        pub(super) basis: Vec<f64>,
    }
    step!(Whiten);
}

#[test]
fn an_implementation_that_cannot_be_read_is_refused_where_a_value_is_of_it() {
    let file = saved(vec![Box::new(yesterday::Clamp(7))]);
    let (pipeline, report) =
        LoadOptions::new().from_bytes_with_report::<incompatible::Pipeline>(&file).unwrap();
    assert_eq!(pipeline.steps[0].said(), "Clamp(7)");
    assert!(format!("{report:#}").contains("Pipeline.steps[].Scale"), "{report:#}");

    let scale = yesterday::Scale { mean: vec![0.5] };
    let file = saved(vec![Box::new(yesterday::Clamp(7)), Box::new(scale)]);
    let error = incompatible::Pipeline::from_bytes(&file).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.path(), Some("Pipeline.steps[1]"));
    let text = error.to_string();
    assert!(text.contains("`Scale` of `dyn Step`, which this program does not read"), "{text}");
    assert!(text.contains("the file has `Scale` 1.0.0, this program reads 2.x"), "{text}");
}

/// A program whose `Scale` asks for more than any file has.
mod demanding {
    program!("1.1.0");

    #[derive(persist_core::Persist, Debug)]
    #[persist(version = "1.1.0", history = false)]
    pub(super) struct Scale {
        pub(super) mean: String,
        pub(super) low: u8,
        pub(super) high: u8,
        pub(super) left: u8,
        pub(super) right: u8,
    }
    step!(Scale);
    const _: fn(&dyn Step) -> String = <dyn Step>::said;
}

#[test]
fn of_many_reasons_against_an_implementation_the_first_are_shown_and_the_others_counted() {
    let file = saved(vec![Box::new(yesterday::Scale { mean: vec![0.5] })]);
    let text = demanding::Pipeline::from_bytes(&file).err().unwrap().to_string();
    for words in [
        "which this program does not read: `Pipeline.steps[].Scale.0.mean`: the file has [f32], this program expects \
         str; `Pipeline.steps[].Scale.0.low`: ",
        "; `Pipeline.steps[].Scale.0.high`: this program expects this field (u8), the file does not have it; \
         #[persist(default)] fills it; 2 more",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

mod without_any {
    program!("1.0.0");
    const _: fn(&dyn Step) -> String = <dyn Step>::said;
}

#[test]
fn a_program_may_have_no_implementation_at_all() {
    let empty = without_any::Pipeline { steps: Vec::new() }.to_bytes().unwrap();
    assert!(without_any::Pipeline::from_bytes(&empty).unwrap().steps.is_empty());
    assert!(today::Pipeline::from_bytes(&empty).unwrap().steps.is_empty());
    let file = saved(vec![Box::new(yesterday::Clamp(1))]);
    let error = without_any::Pipeline::from_bytes(&file).err().unwrap();
    assert!(error.to_string().contains("this program has none"), "{error}");
    assert_eq!(error.path(), Some("Pipeline.steps[0]"));
}

#[test]
fn a_newer_program_writes_for_an_older_one() {
    let pipeline = |step| today::Pipeline { steps: vec![step] };
    let older = Schema::of::<yesterday::Pipeline>().unwrap();
    let options = SaveOptions::new().as_schema(older);
    let file = options.to_bytes(&pipeline(Box::new(today::Trim(200)))).unwrap();
    let steps = yesterday::Pipeline::from_bytes(&file).unwrap().steps;
    assert_eq!(steps[0].said(), "Clamp(200)");
    // Others than those that the older program has a place for are refused, one by one.
    let scale = today::Scale { mean: vec![0.1], deviation: 1.0 };
    let error = options.to_bytes(&pipeline(Box::new(scale))).unwrap_err();
    assert!(error.to_string().contains("f64, this program expects f32"), "{error}");
    let append = today::Append { columns: vec!["a".into()] };
    let error = options.to_bytes(&pipeline(Box::new(append))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.path(), Some("Pipeline.steps[0]"));
}

#[test]
fn what_a_comparison_of_schemas_says() {
    let (old, new) = (Schema::of::<yesterday::Pipeline>(), Schema::of::<today::Pipeline>());
    let verdict = compat::check(&old.unwrap(), &new.unwrap()).unwrap();
    let text = format!("{verdict:?}");
    assert!(text.contains("Whiten"), "{text}");
}
