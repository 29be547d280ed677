//! Charts of a report, as SVG: on a ground of their own, so that they can be read on light and on dark pages alike.

mod bars;
mod lines;

use plotters::prelude::{RGBColor, SVGBackend};
use plotters::style::{BLACK, FontFamily, IntoFont, TextStyle};

pub use self::bars::{Bars, Panel};
pub use self::lines::{Axis, Line, Lines};

/// A chart that is drawn.
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The document.
    pub svg: String,
}

impl Chart {
    /// Draws on a ground of a size in pixels.
    fn new(
        title: &str,
        size: (u32, u32),
        draw: impl FnOnce(SVGBackend<'_>) -> Result<(), Box<dyn std::error::Error>>,
    ) -> Self {
        let mut svg = String::new();
        draw(SVGBackend::with_string(&mut svg, size)).expect("text takes all that is drawn");
        Self { title: title.to_owned(), svg }
    }
}

/// Told apart by readers who see colours differently (Okabe and Ito 2008).
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(120, 120, 120),
];

/// Text of so many pixels, in whatever the reader's system has for it.
fn text(size: u32) -> TextStyle<'static> {
    (FontFamily::SansSerif, size).into_font().color(&BLACK)
}

/// Bytes as marks show them.
pub fn bytes(value: f64) -> String {
    scaled(value, &[(1.0, "B"), (1024.0, "KiB"), (1_048_576.0, "MiB"), (1_073_741_824.0, "GiB")])
}

/// Seconds as marks show them.
pub fn seconds(value: f64) -> String {
    scaled(value, &[(1e-9, "ns"), (1e-6, "µs"), (1e-3, "ms"), (1.0, "s")])
}

/// A value in the largest unit that it has at least one of, with three digits.
fn scaled(value: f64, units: &[(f64, &str)]) -> String {
    // Powers of a base come a little short of the unit that they are.
    let fits = units.iter().rev().find(|(unit, _)| value >= unit * 0.999_999);
    let (unit, name) = fits.or(units.first()).copied().unwrap_or((1.0, ""));
    let value = value / unit;
    let digits = 2_usize.saturating_sub(value.max(1.0).log10() as usize);
    let number = format!("{value:.digits$}");
    let number = if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        &number
    };
    format!("{number} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_suit_values() {
        assert_eq!([1024.0, 65536.0, 4f64.powi(15)].map(bytes), ["1 KiB", "64 KiB", "1 GiB"]);
        assert_eq!(
            [1e-9, 1.5e-5, 0.0123, 250.0].map(seconds),
            ["1 ns", "15 µs", "12.3 ms", "250 s"]
        );
    }
}
