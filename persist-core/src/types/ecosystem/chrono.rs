//! `chrono`: dates, times of day, instants and durations. Leap seconds are kept: nanoseconds go up to two seconds.

use chrono::{
    DateTime, Datelike, FixedOffset, Local, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
    TimeZone, Timelike, Utc, Weekday,
};

use super::record::{record, unit_enum};
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, Layout, Registry, Ty};
use crate::types::resolve;
use crate::wire::{FixedRoom, Reader, Writer};

record!(
    NaiveDate as "chrono::NaiveDate",
    { 0 => year: i32, 1 => month: u8, 2 => day: u8 },
    |date| (date.year(), small(date.month()), small(date.day())),
    |year, month, day| NaiveDate::from_ymd_opt(year, month.into(), day.into())
        .ok_or_else(|| format!("there is no date {year}-{month:02}-{day:02}")),
);

record!(
    NaiveTime as "chrono::NaiveTime",
    { 0 => secs: u32, 1 => nanos: u32 },
    |time| (time.num_seconds_from_midnight(), time.nanosecond()),
    // Apart, as a leap second can stand behind any other.
    |secs, nanos| NaiveTime::from_num_seconds_from_midnight_opt(secs, 0)
        .and_then(|time| time.with_nanosecond(nanos))
        .ok_or_else(|| format!("no day has a time of {secs} seconds and {nanos} nanoseconds")),
);

record!(
    NaiveDateTime as "chrono::NaiveDateTime",
    { 0 => date: NaiveDate, 1 => time: NaiveTime },
    |value| (value.date(), value.time()),
    |date, time| Ok(NaiveDateTime::new(date, time)),
);

record!(
    DateTime<Utc> as "chrono::UtcDateTime",
    { 0 => secs: i64, 1 => nanos: u32 },
    |value| (value.timestamp(), value.timestamp_subsec_nanos()),
    instant,
);

record!(
    FixedOffset as "chrono::FixedOffset",
    { 0 => secs: i32 },
    |offset| (offset.local_minus_utc(),),
    |secs| FixedOffset::east_opt(secs)
        .ok_or_else(|| format!("there is no offset from UTC of {secs} seconds")),
);

record!(
    DateTime<FixedOffset> as "chrono::OffsetDateTime",
    { 0 => secs: i64, 1 => nanos: u32, 2 => offset: FixedOffset },
    |value| (value.timestamp(), value.timestamp_subsec_nanos(), *value.offset()),
    |secs, nanos, offset| local(instant(secs, nanos)?, offset),
);

record!(
    TimeDelta as "chrono::TimeDelta",
    { 0 => secs: i64, 1 => nanos: u32 },
    |delta| floored(*delta),
    |secs, nanos| TimeDelta::new(secs, nanos)
        .ok_or_else(|| format!("no duration has {secs} seconds and {nanos} nanoseconds")),
);

unit_enum!(Weekday as "chrono::Weekday", { 0 => Mon, 1 => Tue, 2 => Wed, 3 => Thu, 4 => Fri, 5 => Sat, 6 => Sun });

unit_enum!(Month as "chrono::Month", {
    0 => January, 1 => February, 2 => March, 3 => April, 4 => May, 5 => June,
    6 => July, 7 => August, 8 => September, 9 => October, 10 => November, 11 => December,
});

/// The number of a month or of a day in it.
fn small(number: u32) -> u8 {
    number.try_into().unwrap_or(u8::MAX)
}

fn instant(secs: i64, nanos: u32) -> std::result::Result<DateTime<Utc>, String> {
    // Apart, as with times of day.
    DateTime::from_timestamp(secs, 0)
        .and_then(|time| time.with_nanosecond(nanos))
        .ok_or_else(|| format!("no instant has {secs} seconds and {nanos} nanoseconds since 1970"))
}

/// An instant in a zone whose local time is a date, too: methods of others panic.
fn local(
    instant: DateTime<Utc>,
    offset: FixedOffset,
) -> std::result::Result<DateTime<FixedOffset>, String> {
    match instant.naive_utc().checked_add_offset(offset) {
        Some(_) => Ok(instant.with_timezone(&offset)),
        None => Err(format!("{instant} has no local time at the offset {offset}")),
    }
}

/// Whole seconds, and the nanoseconds that come on top, of negative durations too.
fn floored(delta: TimeDelta) -> (i64, u32) {
    let (secs, nanos) = (delta.num_seconds(), delta.subsec_nanos());
    match u32::try_from(nanos) {
        Ok(nanos) => (secs, nanos),
        Err(_) => {
            let up = nanos.saturating_add(1_000_000_000);
            (secs.saturating_sub(1), up.try_into().unwrap_or(0))
        }
    }
}

/// In files it is a `DateTime<FixedOffset>`, with the offset at the place and the time of saving. Loading keeps the
/// instant, and shows it in the zone of the system that loads it.
impl Persist for DateTime<Local> {
    const TY: &'static Ty = <DateTime<FixedOffset>>::TY;
    const DEF: Option<&'static Def> = <DateTime<FixedOffset>>::DEF;
    const LAYOUT: Option<Layout> = <DateTime<FixedOffset>>::LAYOUT;
    const MIN_SIZE: usize = <DateTime<FixedOffset>>::MIN_SIZE;

    fn register(registry: &mut Registry) {
        <DateTime<FixedOffset>>::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let fixed = self.fixed_offset();
        w.copied(|w| fixed.encode(w))
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        here(<DateTime<FixedOffset>>::decode(r)?).map_err(|error| start.blame_at(0, error))
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        here(resolve(r, plan, node)?).map_err(|error| start.blame_at(0, error))
    }

    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.fixed_offset().encode_fixed(out)
    }

    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        here(<DateTime<FixedOffset>>::decode_fixed(bytes)?).map_err(|error| error.in_fixed(bytes))
    }
}

/// The same instant in the zone of this system.
fn here(there: DateTime<FixedOffset>) -> Result<DateTime<Local>> {
    let here = Local.from_utc_datetime(&there.naive_utc());
    match local(there.to_utc(), *here.offset()) {
        Ok(_) => Ok(here),
        Err(why) => Err(Error::invalid(why).about("chrono::OffsetDateTime")),
    }
}
