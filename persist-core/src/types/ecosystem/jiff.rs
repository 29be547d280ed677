//! `jiff`: instants, civil dates and times, durations and spans, and instants in a time zone.

use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::{SignedDuration, Span, Timestamp, ZonedDateTime};

use super::record::record;
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, Field, Registry, Ty};
use crate::types::named::{def, named_fields, register_def};
use crate::types::resolve::fields;
use crate::wire::{Reader, Writer};

record!(
    Timestamp as "jiff::Timestamp",
    { 0 => secs: i64, 1 => nanos: i32 },
    |value| (value.as_second(), value.subsec_nanosecond()),
    |secs, nanos| match agree(secs, nanos) {
        true => Timestamp::new(secs, nanos).map_err(|error| error.to_string()),
        false => Err(format!("no instant has {secs} seconds and {nanos} nanoseconds since 1970")),
    },
);

record!(
    SignedDuration as "jiff::SignedDuration",
    { 0 => secs: i64, 1 => nanos: i32 },
    |value| (value.as_secs(), value.subsec_nanos()),
    |secs, nanos| match agree(secs, nanos) {
        true => Ok(SignedDuration::new(secs, nanos)),
        false => Err(format!("no duration has {secs} seconds and {nanos} nanoseconds")),
    },
);

record!(
    Date as "jiff::Date",
    { 0 => year: i16, 1 => month: i8, 2 => day: i8 },
    |date| (date.year(), date.month(), date.day()),
    |year, month, day| Date::new(year, month, day)
        .map_err(|error| format!("there is no date {year}-{month:02}-{day:02}: {error}")),
);

record!(
    Time as "jiff::Time",
    { 0 => hour: i8, 1 => minute: i8, 2 => second: i8, 3 => nanosecond: i32 },
    |time| (time.hour(), time.minute(), time.second(), time.subsec_nanosecond()),
    |hour, minute, second, nanosecond| Time::new(hour, minute, second, nanosecond)
        .map_err(|error| format!("there is no time {hour:02}:{minute:02}:{second:02}: {error}")),
);

record!(
    DateTime as "jiff::DateTime",
    { 0 => date: Date, 1 => time: Time },
    |value| (value.date(), value.time()),
    |date, time| Ok(DateTime::from_parts(date, time)),
);

record!(
    Span as "jiff::Span",
    {
        0 => years: i16, 1 => months: i32, 2 => weeks: i32, 3 => days: i32, 4 => hours: i32, 5 => minutes: i64,
        6 => seconds: i64, 7 => milliseconds: i64, 8 => microseconds: i64, 9 => nanoseconds: i64,
    },
    |span| (
        span.get_years(), span.get_months(), span.get_weeks(), span.get_days(), span.get_hours(), span.get_minutes(),
        span.get_seconds(), span.get_milliseconds(), span.get_microseconds(), span.get_nanoseconds(),
    ),
    |years, months, weeks, days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds| {
        let units = [
            i64::from(years), months.into(), weeks.into(), days.into(), hours.into(), minutes, seconds,
            milliseconds, microseconds, nanoseconds,
        ];
        if units.iter().any(|unit| *unit < 0) && units.iter().any(|unit| *unit > 0) {
            return Err("the units of a span differ in sign".to_owned());
        }
        let span = || {
            Span::new()
                .try_years(years)?
                .try_months(months)?
                .try_weeks(weeks)?
                .try_days(days)?
                .try_hours(hours)?
                .try_minutes(minutes)?
                .try_seconds(seconds)?
                .try_milliseconds(milliseconds)?
                .try_microseconds(microseconds)?
                .try_nanoseconds(nanoseconds)
        };
        span().map_err(|error| error.to_string())
    },
);

/// Whether seconds and nanoseconds are as `jiff` keeps them: less than a second of these, and of one sign.
fn agree(secs: i64, nanos: i32) -> bool {
    nanos.unsigned_abs() < 1_000_000_000 && (secs.signum() * i64::from(nanos.signum())) >= 0
}

/// The instant, and the zone as RFC 9557 writes it: by its name in the database of time zones, as an offset from UTC, or
/// as a POSIX string.
///
/// Loading asks the database for the name: the program needs one, which is for its own features of `jiff` to say. The
/// instant is kept, even where the rules of the zone have changed since.
impl Persist for ZonedDateTime {
    const TY: &'static Ty = &Ty::Named { name: "jiff::ZonedDateTime", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "jiff::ZonedDateTime",
        &[],
        named_fields(&[
            Field::new("timestamp", Timestamp::TY),
            Field::new("time_zone", String::TY),
        ]),
    ));
    const MIN_SIZE: usize = Timestamp::MIN_SIZE.saturating_add(String::MIN_SIZE);

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, Timestamp::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let zone = DateTimePrinter::new().time_zone_to_string(self.time_zone());
        match zone {
            Ok(zone) => {
                let parts = (self.timestamp(), zone);
                w.copied(|w| parts.encode(w))
            }
            Err(error) => Err(w.refuse_whole(Some("jiff::ZonedDateTime"), error)),
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let timestamp = Timestamp::decode(r)?;
        zoned(&start, timestamp, r.str()?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => timestamp: Timestamp, 1 => time_zone: String);
        zoned(&start, timestamp, &time_zone)
    }
}

fn zoned(start: &Reader<'_>, timestamp: Timestamp, zone: &str) -> Result<ZonedDateTime> {
    match DateTimeParser::new().parse_time_zone(zone) {
        Ok(zone) => Ok(timestamp.to_zoned_datetime(zone)),
        Err(error) => {
            let error = Error::invalid(format!("the time zone `{}`: {error}", zone.escape_debug()));
            Err(start.blame_at(0, error.about("jiff::ZonedDateTime")))
        }
    }
}
