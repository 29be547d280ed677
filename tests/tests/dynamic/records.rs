//! Records: the implementations are part of what a fingerprint is of.

use std::collections::HashMap;

use persist_core::{ErrorKind, Persist, Records, Schema};

macro_rules! program {
    ($($step:ident)+) => {
        pub(super) trait Step: persist_core::Dynamic {}
        persist_core::dynamic!(dyn Step);
        $(
            #[derive(persist_core::Persist)]
            pub(super) struct $step(pub(super) u8);
            impl Step for $step {}
            persist_core::implementation!(dyn Step: $step);
        )+
        #[derive(persist_core::Persist)]
        pub(super) struct Job { pub(super) step: Box<dyn Step> }
    };
}

mod one {
    program!(A B);
}

mod other {
    program!(B C);
}

#[test]
fn a_program_with_other_implementations_needs_the_schema() {
    let record = one::Job { step: Box::new(one::B(1)) }.to_record().unwrap();
    assert!(one::Job::from_record(&record).is_ok());
    assert_eq!(other::Job::from_record(&record).err().unwrap().kind(), ErrorKind::Schema);

    let schema = Schema::of::<one::Job>().unwrap();
    let store = HashMap::from([(schema.fingerprint(), schema)]);
    let records = Records::<other::Job>::new().unwrap().store(store);
    assert!(records.decode(&record).is_ok());
    let record = one::Job { step: Box::new(one::A(1)) }.to_record().unwrap();
    let error = records.decode(&record).err().unwrap();
    assert!(error.to_string().contains("the implementation `A` of `dyn Step`"), "{error}");
}
