//! Timing in turns: in every round each codec gets one short measurement, and the rounds begin with
//! a different codec each time. What slows the machine for a while then slows all codecs alike, and
//! a ratio, taken within each round before the median over the rounds, hardly moves.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::codec::{Codec, Evolution, Output};

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
    /// How a type may change while its old bytes can still be read.
    pub evolution: Evolution,
    /// Encoding into a reused buffer.
    pub encode: Timing,
    /// Decoding from a slice, and dropping what was decoded.
    pub decode: Timing,
}

impl Outcome {
    /// The name of the codec, with the mark of its evolution.
    pub fn name(&self) -> String {
        format!("{}{}", self.codec, self.evolution.mark())
    }
}

/// Medians over the rounds.
#[derive(Clone, Copy)]
pub struct Timing {
    /// The time of one operation in microseconds.
    pub micros: f64,
    /// The time as a multiple of the first codec's time in the same round.
    pub ratio: f64,
}

/// Times codecs at work, in turns; the first is the one that ratios refer to.
///
/// # Panics
///
/// Without a codec, or without rounds.
pub fn compare<'v>(
    rounds: usize,
    contenders: impl IntoIterator<Item = Contender<'v>>,
) -> Vec<Outcome> {
    let mut contenders: Vec<_> = contenders.into_iter().collect();
    for round in 0..rounds {
        for turn in 0..contenders.len() {
            let next = (round + turn) % contenders.len();
            contenders[next].encode.measure();
        }
        for turn in 0..contenders.len() {
            let next = (round + turn) % contenders.len();
            contenders[next].decode.measure();
        }
    }
    contenders.iter().map(|contender| contender.outcome(&contenders[0])).collect()
}

/// Codecs at work on one value.
///
/// # Panics
///
/// If a codec does not give back the value that it was given.
pub fn contenders<'v, T: PartialEq>(
    value: &'v T,
    codecs: impl IntoIterator<Item = Codec<T>>,
) -> impl Iterator<Item = Contender<'v>> {
    codecs.into_iter().map(|codec| Contender::new(codec, value))
}

/// A codec at work on a value, of whichever type.
pub struct Contender<'v> {
    codec: &'static str,
    evolution: Evolution,
    bytes: usize,
    compressed: usize,
    encode: Timed<'v>,
    decode: Timed<'v>,
}

impl<'v> Contender<'v> {
    /// Checks the codec and finds out how often to repeat it.
    fn new<T: PartialEq>(codec: Codec<T>, value: &'v T) -> Self {
        let mut output = Output::default();
        let encoding = (codec.encode)(value, &mut output).to_vec();
        assert!((codec.decode)(&encoding) == *value, "{} changes the value", codec.name);
        Self {
            codec: codec.name,
            evolution: codec.evolution,
            bytes: encoding.len(),
            compressed: zstd::bulk::compress(&encoding, 3).expect("memory").len(),
            encode: Timed::new(move || {
                black_box((codec.encode)(black_box(value), &mut output));
            }),
            decode: Timed::new(move || {
                black_box((codec.decode)(black_box(&encoding)));
            }),
        }
    }

    fn outcome(&self, first: &Self) -> Outcome {
        Outcome {
            codec: self.codec,
            bytes: self.bytes,
            compressed: self.compressed,
            evolution: self.evolution,
            encode: self.encode.series.timing(&first.encode.series),
            decode: self.decode.series.timing(&first.decode.series),
        }
    }
}

/// Times operations in turns, as [`compare`] does it for codecs: the medians of each, ratios to the first one.
///
/// # Panics
///
/// Without rounds.
pub fn in_turns<const N: usize>(rounds: usize, operations: [&mut dyn FnMut(); N]) -> [Timing; N] {
    let mut timed = operations.map(Timed::new);
    for round in 0..rounds {
        for turn in 0..N {
            timed[(round + turn) % N].measure();
        }
    }
    timed.each_ref().map(|own| own.series.timing(&timed[0].series))
}

/// An operation that is measured.
struct Timed<'a> {
    operation: Box<dyn FnMut() + 'a>,
    series: Series,
}

impl<'a> Timed<'a> {
    /// Finds out how often to repeat the operation. Its first use grows buffers and warms caches; only the second one
    /// counts.
    fn new(mut operation: impl FnMut() + 'a) -> Self {
        operation();
        let mut timed = Self { operation: Box::new(operation), series: Series::new() };
        timed.measure();
        timed.series.calibrate();
        timed
    }

    fn measure(&mut self) {
        self.series.measure(&mut self.operation);
    }
}

/// The measurements of one operation, one a round.
struct Series {
    /// How often a measurement repeats the operation.
    repeats: u32,
    /// The time of one operation in each round, in microseconds.
    micros: Vec<f64>,
}

impl Series {
    fn new() -> Self {
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
    use crate::codec::{codecs, messages};
    use crate::datasets::mesh::Mesh;
    use crate::messages;

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
        let mesh = Mesh { triangles: Vec::new() };
        let message = messages::mesh::Mesh::from(&mesh);
        let outcomes =
            compare(3, contenders(&mesh, codecs()).chain(contenders(&message, messages())));
        assert_eq!(outcomes.len(), codecs::<Mesh>().len() + 1);
        assert_eq!((outcomes[0].encode.ratio, outcomes[0].decode.ratio), (1.0, 1.0));
    }
}
