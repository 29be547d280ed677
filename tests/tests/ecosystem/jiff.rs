//! `jiff`

use std::cell::RefCell;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Span, Timestamp, ToSpan, ZonedDateTime};
use persist_core::ErrorKind::Invalid;
use persist_core::Persist;
use proptest::prelude::*;

use super::check::{comes_back, has_schema, is_in_arrays, loaded, refused, refused_in_array};

/// A span whose equality is that of its units.
#[derive(Persist, Clone, Debug)]
#[persist(name = "Units")]
struct Units(Span);

impl PartialEq for Units {
    fn eq(&self, other: &Self) -> bool {
        self.0.fieldwise() == other.0.fieldwise()
    }
}

proptest! {
    #[test]
    fn instants_dates_times_and_durations_come_back(
        secs in Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        nanos in 0i32..1_000_000_000,
        long: i64,
    ) {
        let instant = Timestamp::new(secs, if secs < 0 { -nanos } else { nanos }).unwrap();
        comes_back(&instant);
        let there = instant.to_zoned_datetime(TimeZone::UTC);
        comes_back(&there.date());
        comes_back(&there.time());
        comes_back(&there.datetime());
        prop_assert_eq!(loaded::<Vec<RefCell<DateTime>>>(&vec![there.datetime()])[0].take(), there.datetime());
        comes_back(&SignedDuration::new(long, if long < 0 { -nanos } else { nanos }));
        let mut span = Span::new().years(secs % 19_999).months(nanos % 100).days(nanos % 7).minutes(secs % 60);
        span = span.nanoseconds(i64::from(nanos));
        comes_back(&Units(span));
        comes_back(&Units(-span));
    }
}

#[test]
fn extremes_come_back() {
    comes_back(&(Timestamp::MIN, Timestamp::MAX, Timestamp::UNIX_EPOCH));
    comes_back(&(Date::MIN, Date::MAX, Time::MIN, Time::MAX));
    comes_back(&(DateTime::MIN, DateTime::MAX));
    comes_back(&(SignedDuration::MIN, SignedDuration::MAX, SignedDuration::ZERO));
    comes_back(&Units(Span::new()));
    let longest =
        19_998.years().months(239_976).weeks(1_043_497).days(7_304_484).hours(175_307_616);
    comes_back(&Units(longest));
    comes_back(&Units(longest.negate()));
    comes_back(&Units(
        631_107_417_600i64.seconds().microseconds(i64::from(i32::MAX)).nanoseconds(i64::MAX),
    ));
}

#[test]
fn a_zoned_time_keeps_its_zone() {
    let instant: Timestamp = "2024-10-27T00:30:00.25Z".parse().unwrap();
    let zones = [
        TimeZone::get("Europe/Berlin").unwrap(),
        TimeZone::get("America/New_York").unwrap(),
        TimeZone::UTC,
        TimeZone::fixed(Offset::from_seconds(5 * 3600 + 1800).unwrap()),
        TimeZone::fixed(Offset::from_seconds(-3601).unwrap()),
        TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap(),
        TimeZone::unknown(),
    ];
    for zone in zones {
        let there = instant.to_zoned_datetime(zone);
        let back: ZonedDateTime = loaded(&there);
        assert_eq!(back.timestamp(), instant);
        assert_eq!(back.time_zone(), there.time_zone());
        assert_eq!((back.datetime(), back.offset()), (there.datetime(), there.offset()));
        comes_back(&there);
    }
}

#[test]
fn schemas_have_fields_of_numbers() {
    has_schema::<Vec<Timestamp>>(
        "[jiff::Timestamp]\n\nstruct jiff::Timestamp {\n    secs: i64,\n    nanos: i32,\n}\n",
    );
    is_in_arrays::<Timestamp>();
    is_in_arrays::<DateTime>();
    is_in_arrays::<Span>();
    has_schema::<ZonedDateTime>(
        "struct jiff::ZonedDateTime {\n    timestamp: jiff::Timestamp,\n    time_zone: str,\n}\n\n\
         struct jiff::Timestamp {\n    secs: i64,\n    nanos: i32,\n}\n",
    );
    has_schema::<Vec<DateTime>>(
        "[jiff::DateTime]\n\nstruct jiff::DateTime {\n    date: jiff::Date,\n    time: jiff::Time,\n}\n\nstruct jiff::Date \
         {\n    year: i16,\n    month: i8,\n    day: i8,\n}\n\nstruct jiff::Time {\n    hour: i8,\n    minute: i8,\n    \
         second: i8,\n    nanosecond: i32,\n}\n",
    );
}

#[test]
fn what_is_no_date_no_time_and_no_zone_is_refused() {
    refused::<Timestamp>(&(i64::MAX, 0i32), Invalid, ", at `jiff::Timestamp`");
    refused::<Timestamp>(&(1i64, -1i32), Invalid, "no instant has 1 seconds and -1 nanoseconds");
    refused::<SignedDuration>(&(1i64, -1i32), Invalid, "no duration has");
    refused::<SignedDuration>(&(i64::MAX, i32::MIN), Invalid, "no duration has");
    refused::<Date>(&(2023i16, 2i8, 29i8), Invalid, "there is no date 2023-02-29");
    refused::<Time>(&(24i8, 0i8, 0i8, 0i32), Invalid, "there is no time 24:00:00");
    refused::<Span>(
        &(1i16, -1i32, 0i32, 0i32, 0i32, 0i64, 0i64, 0i64, 0i64, 0i64),
        Invalid,
        "differ in sign",
    );
    refused::<Span>(
        &(i16::MAX, 0i32, 0i32, 0i32, 0i32, 0i64, 0i64, 0i64, 0i64, 0i64),
        Invalid,
        "jiff::Span",
    );
    refused::<Span>(
        &(i16::MIN, i32::MIN, i32::MIN, 0i32, 0i32, 0i64, i64::MIN, 0i64, 0i64, 0i64),
        Invalid,
        "jiff::Span",
    );
    let zone = |zone: &str| (0i64, 0i32, zone.to_owned());
    refused::<ZonedDateTime>(
        &zone("Europe/Atlantis"),
        Invalid,
        "the time zone `Europe/Atlantis`: ",
    );
    refused::<ZonedDateTime>(&zone("\n"), Invalid, "the time zone `\\n`: ");
    refused::<ZonedDateTime>(&zone("+99:00"), Invalid, "the time zone `+99:00`: ");
    refused_in_array::<Date, _>(&(2024i16, 2i8, 29i8), &(2024i16, 2i8, 30i8), "there is no date");
}
