//! `chrono`

use std::cell::RefCell;

use chrono::{
    DateTime, Datelike, Days, FixedOffset, Local, Month, NaiveDate, NaiveDateTime, NaiveTime,
    TimeDelta, TimeZone, Timelike, Utc, Weekday,
};
use persist_core::ErrorKind::Invalid;
use persist_core::Persist;
use proptest::prelude::*;

use super::check::{comes_back, has_schema, is_in_arrays, loaded, refused, refused_in_array};

fn dates() -> impl Strategy<Value = NaiveDate> {
    (0u64..191_000_000).prop_map(|days| NaiveDate::MIN.checked_add_days(Days::new(days)).unwrap())
}

fn times() -> impl Strategy<Value = NaiveTime> {
    (0u32..86_400, 0u32..2_000_000_000).prop_map(|(secs, nanos)| {
        NaiveTime::from_num_seconds_from_midnight_opt(secs, 0)
            .unwrap()
            .with_nanosecond(nanos)
            .unwrap()
    })
}

proptest! {
    #[test]
    fn dates_times_and_instants_come_back(date in dates(), time in times(), offset in -86_399..86_400) {
        comes_back(&date);
        comes_back(&time);
        let both = NaiveDateTime::new(date, time);
        comes_back(&both);
        comes_back(&both.and_utc());
        let offset = FixedOffset::east_opt(offset).unwrap();
        comes_back(&offset);
        if both.checked_add_offset(offset).is_some() {
            let there = both.and_utc().with_timezone(&offset);
            comes_back(&there);
            let back: DateTime<FixedOffset> = loaded(&there);
            prop_assert_eq!((back.naive_local(), back.offset()), (there.naive_local(), &offset));
            prop_assert_eq!(loaded::<Vec<RefCell<DateTime<FixedOffset>>>>(&vec![there])[0].borrow().naive_utc(), both);
        }
    }

    #[test]
    fn durations_come_back(secs in -9_223_372_036_854_774i64..9_223_372_036_854_774, nanos in 0u32..1_000_000_000) {
        comes_back(&TimeDelta::new(secs, nanos).unwrap());
    }
}

#[test]
fn extremes_come_back() {
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        comes_back(&date);
    }
    for time in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
        comes_back(&time);
        comes_back(&time.and_utc());
    }
    for delta in [TimeDelta::MIN, TimeDelta::MAX, TimeDelta::nanoseconds(-1), TimeDelta::zero()] {
        comes_back(&delta);
    }
    for number in 0..7 {
        comes_back(&Weekday::try_from(number).unwrap());
    }
    for number in 1..=12 {
        comes_back(&Month::try_from(number).unwrap());
    }
}

#[test]
fn leap_seconds_are_kept() {
    let leap = NaiveDate::from_ymd_opt(2016, 12, 31)
        .unwrap()
        .and_hms_milli_opt(23, 59, 59, 1_500)
        .unwrap();
    let back: DateTime<Utc> = loaded(&leap.and_utc());
    assert_eq!(back.nanosecond(), 1_500_000_000);
    assert_eq!(back.to_string(), "2016-12-31 23:59:60.500 UTC");
}

#[test]
fn a_local_time_is_the_same_instant_wherever_it_is_loaded() {
    let there = FixedOffset::east_opt(5 * 3600 + 1800)
        .unwrap()
        .with_ymd_and_hms(2024, 2, 29, 1, 2, 3)
        .unwrap();
    let here: DateTime<Local> = loaded(&there);
    assert_eq!(here, there);
    assert_eq!(loaded::<DateTime<FixedOffset>>(&here).offset(), here.offset());
    comes_back(&here);
}

#[test]
fn schemas_have_fields_of_numbers_and_many_values_are_arrays() {
    has_schema::<Vec<NaiveDate>>(
        "[chrono::NaiveDate]\n\nstruct chrono::NaiveDate {\n    year: i32,\n    month: u8,\n    day: u8,\n}\n",
    );
    has_schema::<DateTime<Utc>>(
        "struct chrono::UtcDateTime {\n    secs: i64,\n    nanos: u32,\n}\n",
    );
    has_schema::<DateTime<FixedOffset>>(
        "struct chrono::OffsetDateTime {\n    secs: i64,\n    nanos: u32,\n    offset: \
         chrono::FixedOffset,\n}\n\nstruct chrono::FixedOffset {\n    secs: i32,\n}\n",
    );
    let of_local = super::check::schema::<Vec<DateTime<Local>>>();
    assert_eq!(of_local, super::check::schema::<Vec<DateTime<FixedOffset>>>());
    has_schema::<Weekday>(
        "enum chrono::Weekday {\n    Mon,\n    Tue,\n    Wed,\n    Thu,\n    Fri,\n    Sat,\n    Sun,\n}\n",
    );
    is_in_arrays::<NaiveDate>();
    is_in_arrays::<NaiveDateTime>();
    is_in_arrays::<DateTime<Utc>>();
    is_in_arrays::<DateTime<FixedOffset>>();
    is_in_arrays::<TimeDelta>();
    let time = |nanos| {
        NaiveDateTime::new(NaiveDate::MAX, NaiveTime::from_hms_nano_opt(1, 2, 3, nanos).unwrap())
    };
    let many: Vec<NaiveDateTime> = (0..1000).map(time).collect();
    assert_eq!(
        many.to_bytes().unwrap().len() % 64,
        (1000 * 14) % 64,
        "a block of elements of 14 bytes"
    );
    comes_back(&many);
}

#[test]
fn what_is_no_date_and_no_time_is_refused() {
    refused::<NaiveDate>(
        &(2023i32, 2u8, 29u8),
        Invalid,
        "there is no date 2023-02-29, at `chrono::NaiveDate`",
    );
    refused::<NaiveDate>(&(i32::MAX, 1u8, 1u8), Invalid, "there is no date 2147483647-01-01");
    refused::<NaiveTime>(&(86_400u32, 0u32), Invalid, "no day has a time of 86400 seconds");
    refused::<NaiveTime>(&(0u32, 2_000_000_000u32), Invalid, "no day has a time");
    refused::<DateTime<Utc>>(&(i64::MAX, 0u32), Invalid, "no instant has");
    refused::<DateTime<Utc>>(&(0i64, u32::MAX), Invalid, "no instant has");
    refused::<DateTime<FixedOffset>>(
        &(0i64, 0u32, 86_400i32),
        Invalid,
        "there is no offset from UTC of 86400 seconds",
    );
    let end = NaiveDateTime::MAX.and_utc().timestamp();
    refused::<DateTime<FixedOffset>>(
        &(end, 0u32, 3600i32),
        Invalid,
        "has no local time at the offset +01:00",
    );
    refused::<DateTime<Local>>(&(end, 0u32, 3600i32), Invalid, "has no local time");
    refused::<TimeDelta>(&(i64::MAX, 0u32), Invalid, "no duration has");
    refused::<TimeDelta>(&(0i64, 1_000_000_000u32), Invalid, "no duration has");
    refused::<Weekday>(&7u8, persist_core::ErrorKind::Damaged, "7");
    refused_in_array::<NaiveDate, _>(
        &(2024i32, 2u8, 29u8),
        &(2023i32, 2u8, 29u8),
        "there is no date",
    );
    refused_in_array::<DateTime<Utc>, _>(&(0i64, 0u32), &(i64::MIN, 0u32), "no instant has");
}

/// What a program might have had in place of the library's.
#[derive(Persist)]
#[persist(name = "chrono::NaiveDate")]
struct Date {
    day: u8,
    month: u8,
    year: i16,
}

#[test]
fn fields_are_found_by_name_and_widened() {
    let date = |day| Date { day, month: 2, year: 2024 };
    assert_eq!(loaded::<NaiveDate>(&date(29)).ordinal(), 60);
    assert_eq!(loaded::<Vec<NaiveDate>>(&vec![date(28), date(29)])[1].day(), 29);
    let error =
        <Vec<NaiveDate>>::from_bytes(&vec![date(28), date(30)].to_bytes().unwrap()).unwrap_err();
    assert!(error.path().unwrap().contains("[1]"), "{error}");
}
