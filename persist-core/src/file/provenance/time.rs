//! A time as text, in the form of [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339) and to the second.

use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;

/// Days of 400 years, after which the calendar repeats.
const DAYS_OF_ERA: u64 = 146_097;

/// From 0000-03-01 to 1970-01-01: years that begin in March end with the day that leap years add.
const DAYS_BEFORE_1970: u64 = 719_468;

/// A time in UTC; `None` of one before 1970 or beyond the year 9999.
pub(super) fn rfc3339(time: SystemTime) -> Option<String> {
    let secs = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    let (year, month, day) = date((secs / DAY).checked_add(DAYS_BEFORE_1970)?);
    let (hour, minute, second) = (secs % DAY / 3600, secs % 3600 / 60, secs % 60);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
    (year <= 9999).then_some(text)
}

/// Year, month and day of so many days after 0000-03-01, in the Gregorian calendar.
fn date(days: u64) -> (u64, u64, u64) {
    let (era, day_of_era) = (days / DAYS_OF_ERA, days % DAYS_OF_ERA);
    // A leap day each 4 years, but for 3 of 4 centuries.
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months from March on have 31, 30, 31, 30, 31 days, again and again: 153 in five of them.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, next_year) = match month_from_march {
        0..10 => (month_from_march + 3, 0),
        _ => (month_from_march - 9, 1),
    };
    (400 * era + year_of_era + next_year, month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(secs: u64) -> Option<String> {
        rfc3339(UNIX_EPOCH.checked_add(Duration::from_secs(secs))?)
    }

    #[test]
    fn known_times_are_written_as_they_are() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ];
        for (secs, text) in cases {
            assert_eq!(at(secs).as_deref(), Some(text));
        }
        assert_eq!(at(253_402_300_800), None);
        assert_eq!(rfc3339(UNIX_EPOCH - Duration::from_secs(1)), None);
    }

    #[test]
    fn every_day_of_eight_centuries_is_the_one_after_the_day_before() {
        let length = |year: u64, month: u64| match month {
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in DAYS_BEFORE_1970..DAYS_BEFORE_1970 + 2 * DAYS_OF_ERA {
            assert_eq!(date(days), (year, month, day));
            day += 1;
            if day > length(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }
}
