//! Timing in turns: in every round each codec gets one short measurement, and the rounds begin with
//! a different codec each time. What slows the machine for a while then slows all codecs alike, and
//! a ratio, taken within each round before the median over the rounds, hardly moves.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::codec::{Codec, Output};

/// A measurement repeats its operation until it lasts about so long: far above the cost of reading
/// the clock, far below the seconds in which a shared machine changes its speed.
const MEASUREMENT: Duration = Duration::from_millis(3);

/// What one codec did on one data set.
pub struct Outcome {
    /// The name of the codec.
    pub codec: &'static str,
    /// The length of the encoding.
    pub bytes: usize,
    /// Its length when it is compressed by zstd, at the level that it has by default.
    pub compressed: usize,
    /// Whether a type may change and its old bytes still be read.
    pub evolves: bool,
    /// Encoding into a reused buffer.
    pub encode: Timing,
    /// Decoding from a slice, and dropping what was decoded.
    pub decode: Timing,
}

/// Medians over the rounds.
#[derive(Clone, Copy)]
pub struct Timing {
    /// The time of one operation in microseconds.
    pub micros: f64,
    /// The time as a multiple of the first codec's time in the same round.
    pub ratio: f64,
}

/// Times codecs on one value.
///
/// # Panics
///
/// If a codec does not give back the value that it was given.
pub fn compare<T: PartialEq>(
    value: &T,
    rounds: usize,
    codecs: impl IntoIterator<Item = Codec<T>>,
) -> Vec<Outcome> {
    let runners = codecs.into_iter().map(|codec| Runner::new(codec, value));
    let mut runners: Vec<_> = runners.collect();
    for round in 0..rounds {
        for turn in 0..runners.len() {
            let next = (round + turn) % runners.len();
            runners[next].encode(value);
        }
        for turn in 0..runners.len() {
            let next = (round + turn) % runners.len();
            runners[next].decode();
        }
    }
    runners.iter().map(|runner| runner.outcome(&runners[0])).collect()
}

/// A codec at work on one value.
struct Runner<T> {
    codec: Codec<T>,
    output: Output,
    /// The value, encoded.
    bytes: Vec<u8>,
    encodes: Series,
    decodes: Series,
}

impl<T: PartialEq> Runner<T> {
    /// Checks the codec and finds out how often to repeat it. The first use of an operation grows
    /// the buffer and warms the caches; only the second one counts.
    fn new(codec: Codec<T>, value: &T) -> Self {
        let mut output = Output::default();
        let bytes = (codec.encode)(value, &mut output).to_vec();
        assert!((codec.decode)(&bytes) == *value, "{} changes the value", codec.name);

        let (encodes, decodes) = (Series::new(), Series::new());
        let mut runner = Self { codec, output, bytes, encodes, decodes };
        runner.encode(value);
        runner.decode();
        runner.encodes.calibrate();
        runner.decodes.calibrate();
        runner
    }

    fn encode(&mut self, value: &T) {
        self.encodes.measure(|| {
            black_box((self.codec.encode)(black_box(value), &mut self.output));
        });
    }

    fn decode(&mut self) {
        self.decodes.measure(|| {
            black_box((self.codec.decode)(black_box(&self.bytes)));
        });
    }

    fn outcome(&self, first: &Self) -> Outcome {
        Outcome {
            codec: self.codec.name,
            bytes: self.bytes.len(),
            compressed: zstd::bulk::compress(&self.bytes, 3).expect("memory").len(),
            evolves: self.codec.evolves,
            encode: self.encodes.timing(&first.encodes),
            decode: self.decodes.timing(&first.decodes),
        }
    }
}

/// Times operations in turns, as [`compare`] does it for codecs: the medians of each, ratios to the first one.
///
/// # Panics
///
/// Without rounds.
pub fn in_turns<const N: usize>(
    rounds: usize,
    mut operations: [&mut dyn FnMut(); N],
) -> [Timing; N] {
    let mut series = [const { Series::new() }; N];
    // As in a `Runner`, the first use only warms up.
    for (operation, series) in operations.iter_mut().zip(&mut series) {
        operation();
        series.measure(&mut *operation);
        series.calibrate();
    }
    for round in 0..rounds {
        for turn in 0..N {
            let next = (round + turn) % N;
            series[next].measure(&mut *operations[next]);
        }
    }
    series.each_ref().map(|own| own.timing(&series[0]))
}

/// The measurements of one operation, one a round.
struct Series {
    /// How often a measurement repeats the operation.
    repeats: u32,
    /// The time of one operation in each round, in microseconds.
    micros: Vec<f64>,
}

impl Series {
    const fn new() -> Self {
        Self { repeats: 1, micros: Vec::new() }
    }

    fn measure(&mut self, mut operation: impl FnMut()) {
        let start = Instant::now();
        for _ in 0..self.repeats {
            operation();
        }
        self.micros.push(start.elapsed().as_secs_f64() * 1e6 / f64::from(self.repeats));
    }

    /// Sets the repeats from what was measured so far, and forgets it.
    fn calibrate(&mut self) {
        let once = median(self.micros.drain(..));
        self.repeats = (MEASUREMENT.as_secs_f64() * 1e6 / once).ceil().max(1.0) as u32;
    }

    fn timing(&self, first: &Self) -> Timing {
        let ratios = self.micros.iter().zip(&first.micros).map(|(own, first)| own / first);
        Timing { micros: median(self.micros.iter().copied()), ratio: median(ratios) }
    }
}

/// The middle value, the upper one of two.
///
/// # Panics
///
/// If there is no value.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::codecs;

    #[test]
    fn ratios_are_taken_within_a_round() {
        let slow_then_fast = Series { repeats: 1, micros: vec![40.0, 10.0, 12.0] };
        let half_of_it = Series { repeats: 1, micros: vec![20.0, 5.0, 6.0] };
        let timing = half_of_it.timing(&slow_then_fast);
        assert_eq!((timing.micros, timing.ratio), (6.0, 0.5));
    }

    #[test]
    fn operations_in_turns_run_equally_often_and_are_measured_apart() {
        let (mut short, mut long) = (Duration::from_millis(1), Duration::from_millis(2));
        let sleep = |duration: &mut Duration| std::thread::sleep(*duration);
        let timings = in_turns(3, [&mut || sleep(&mut short), &mut || sleep(&mut long)]);
        assert_eq!(timings[0].ratio, 1.0);
        assert!(timings[1].micros >= 2000.0 && timings[1].ratio > 1.2);
    }

    #[test]
    fn a_comparison_has_all_codecs_and_starts_with_ratio_one() {
        let outcomes = compare(&vec![1_u32, 300, 70_000], 3, codecs());
        assert_eq!(outcomes.len(), codecs::<Vec<u32>>().len());
        assert_eq!((outcomes[0].encode.ratio, outcomes[0].decode.ratio), (1.0, 1.0));
    }
}
