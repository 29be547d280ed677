//! What a comparison of codecs shows: a table, and bars of it.

use crate::chart::Panel;
use crate::harness::{Outcome, Timing};
use crate::report::Table;

/// A unit of time: its name, and how many there are in a microsecond.
pub type Unit = (&'static str, f64);

/// A codec a row, with ratios to the best and to the first one.
pub fn table(outcomes: &[Outcome], (unit, each): Unit) -> Table {
    let (encode, decode) = best(outcomes);
    let first = outcomes.first().map_or("", |one| one.codec);
    let ratios = ["× best".to_owned(), format!("× {first}")];
    let columns = [
        vec!["codec".to_owned(), format!("encode {unit}")],
        ratios.to_vec(),
        vec![format!("decode {unit}")],
        ratios.to_vec(),
        ["bytes", "compressed"].map(str::to_owned).to_vec(),
    ];
    let columns = columns.concat();
    let mut table = Table::new(&columns.iter().map(String::as_str).collect::<Vec<_>>());
    for one in outcomes {
        let timing = |timing: Timing, best: f64| {
            let ratios = [timing.ratio / best, timing.ratio].map(|ratio| format!("{ratio:.2}"));
            [[format!("{:.0}", timing.micros * each)].as_slice(), &ratios].concat()
        };
        table.row(
            [
                vec![one.name()],
                timing(one.encode, encode),
                timing(one.decode, decode),
                vec![one.bytes.to_string(), one.compressed.to_string()],
            ]
            .concat(),
        );
    }
    table
}

/// What bars of a [`panel`] stand for.
pub const SERIES: [&str; 2] = ["encode", "decode"];

/// A codec a row, with both times as multiples of the best ones.
pub fn panel(title: &str, outcomes: &[Outcome]) -> Panel {
    let (encode, decode) = best(outcomes);
    let row = |one: &Outcome| {
        (one.name(), vec![Some(one.encode.ratio / encode), Some(one.decode.ratio / decode)])
    };
    Panel { title: title.to_owned(), rows: outcomes.iter().map(row).collect() }
}

/// The best ratios, of all to the first, for both directions: taken within rounds, as times move with the machine.
fn best(outcomes: &[Outcome]) -> (f64, f64) {
    let best = |timing: fn(&Outcome) -> Timing| {
        outcomes.iter().map(|one| timing(one).ratio).fold(f64::INFINITY, f64::min)
    };
    (best(|one| one.encode), best(|one| one.decode))
}
