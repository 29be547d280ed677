//! Line charts on two logarithmic axes, as SVG: a cost that is linear is a straight line there, and two costs whose
//! ratio is constant are parallel ones.

use std::fmt::Write;

/// A chart with its lines.
pub struct Chart {
    /// What stands above it.
    pub title: &'static str,
    /// From left to right.
    pub x: Axis,
    /// From below upwards.
    pub y: Axis,
    /// Each in a colour of its own, up to eight.
    pub lines: Vec<Line>,
}

/// An axis, with a mark at each power of its base.
pub struct Axis {
    /// What is measured along it.
    pub label: &'static str,
    /// Of the powers at which marks stand.
    pub base: f64,
    /// How a mark's value is shown.
    pub show: fn(f64) -> String,
}

/// A line through points.
pub struct Line {
    /// Stands at its end.
    pub name: String,
    /// Both coordinates above zero.
    pub points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 460.0;
/// Of the area within the axes; to the right of it stand the names of the lines.
const LEFT: f64 = 70.0;
const RIGHT: f64 = 650.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 400.0;
/// Between two names that would else cover each other.
const NAME_HEIGHT: f64 = 15.0;
/// Told apart by readers who see colours differently (Okabe and Ito 2008).
const COLOURS: [&str; 8] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999", "#000000"];

impl Chart {
    /// The chart as a document.
    ///
    /// # Panics
    ///
    /// Without a point, or with one at zero or below.
    pub fn svg(&self) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let x = Scale::new(&self.x, points().map(|point| point.0), LEFT, RIGHT);
        let y = Scale::new(&self.y, points().map(|point| point.1), BOTTOM, TOP);
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        );
        text(&mut out, LEFT, 22.0, "start", "font-size=\"15\" font-weight=\"bold\"", self.title);
        for (at, label) in x.marks(&self.x) {
            line(&mut out, (at, TOP), (at, BOTTOM));
            text(&mut out, at, BOTTOM + 18.0, "middle", "", &label);
        }
        for (at, label) in y.marks(&self.y) {
            line(&mut out, (LEFT, at), (RIGHT, at));
            text(&mut out, LEFT - 8.0, at + 4.0, "end", "", &label);
        }
        text(
            &mut out,
            (LEFT + RIGHT) / 2.0,
            BOTTOM + 42.0,
            "middle",
            "fill=\"#555\"",
            self.x.label,
        );
        text(&mut out, LEFT - 8.0, TOP - 14.0, "end", "fill=\"#555\"", self.y.label);
        for (line, colour) in self.lines.iter().zip(COLOURS) {
            let at = |&(a, b): &(f64, f64)| format!("{:.1},{:.1}", x.at(a), y.at(b));
            let path: Vec<String> = line.points.iter().map(at).collect();
            let path = path.join(" ");
            let style = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"");
            writeln!(out, "<polyline {style} points=\"{path}\"/>").expect("text has room");
        }
        for (at, line, colour) in self.names(&y) {
            text(
                &mut out,
                RIGHT + 8.0,
                at + 4.0,
                "start",
                &format!("fill=\"{colour}\""),
                &line.name,
            );
        }
        out + "</svg>\n"
    }

    /// The names of the lines with their places, from above downwards: where a line ends, or beneath the name before.
    fn names(&self, y: &Scale) -> Vec<(f64, &Line, &'static str)> {
        let end = |line: &Line| y.at(line.points.last().expect("a line has points").1);
        let ends = self.lines.iter().zip(COLOURS).map(|(line, colour)| (end(line), line, colour));
        let mut names: Vec<_> = ends.collect();
        names.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut free = TOP;
        for (at, ..) in &mut names {
            *at = at.max(free);
            free = *at + NAME_HEIGHT;
        }
        names
    }
}

/// Where values stand along an axis.
struct Scale {
    /// Exponents of the axis's base at both ends, whole numbers.
    low: f64,
    high: f64,
    base: f64,
    /// Places of both ends.
    from: f64,
    to: f64,
}

impl Scale {
    fn new(axis: &Axis, values: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let exponent = |value: f64| value.log(axis.base);
        let low = values.clone().map(exponent).fold(f64::INFINITY, f64::min);
        let high = values.map(exponent).fold(f64::NEG_INFINITY, f64::max);
        assert!(low.is_finite() && high.is_finite(), "a chart has points, all above zero");
        // A logarithm of a power is not always quite its exponent.
        let (low, high) = ((low + 1e-9).floor(), (high - 1e-9).ceil());
        Self { low, high: high.max(low + 1.0), base: axis.base, from, to }
    }

    fn at(&self, value: f64) -> f64 {
        let share = (value.log(self.base) - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    fn marks(&self, axis: &Axis) -> Vec<(f64, String)> {
        let values = (self.low as i32..=self.high as i32).map(|power| self.base.powi(power));
        values.map(|value| (self.at(value), (axis.show)(value))).collect()
    }
}

fn line(out: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    writeln!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\"/>"
    )
    .expect("text has room");
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, style: &str, content: &str) {
    let content = content.replace('&', "&amp;").replace('<', "&lt;");
    writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{content}</text>"
    )
    .expect("text has room");
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

    fn chart(lines: Vec<Line>) -> Chart {
        let x = Axis { label: "bytes", base: 4.0, show: bytes };
        let y = Axis { label: "time", base: 10.0, show: seconds };
        Chart { title: "costs < others'", x, y, lines }
    }

    #[test]
    fn units_suit_values() {
        assert_eq!([1024.0, 65536.0, 4f64.powi(15)].map(bytes), ["1 KiB", "64 KiB", "1 GiB"]);
        assert_eq!(
            [1e-9, 1.5e-5, 0.0123, 250.0].map(seconds),
            ["1 ns", "15 µs", "12.3 ms", "250 s"]
        );
    }

    #[test]
    fn what_is_linear_becomes_a_straight_line_from_corner_to_corner() {
        let points = (0..3).map(|power| (1024.0 * 4f64.powi(power), 10f64.powi(power - 6)));
        let svg = chart(vec![Line { name: "load".into(), points: points.collect() }]).svg();
        assert!(svg.contains("points=\"70.0,400.0 360.0,220.0 650.0,40.0\""), "{svg}");
        assert!(svg.contains(">16 KiB</text>") && svg.contains(">100 µs</text>"), "{svg}");
        assert!(svg.contains("costs &lt; others'"), "{svg}");
    }

    #[test]
    fn names_do_not_cover_each_other() {
        let line = |name: &str| Line { name: name.into(), points: vec![(1.0, 1.0), (4.0, 9.0)] };
        let chart = chart(vec![line("one"), line("two")]);
        let y = Scale::new(&chart.y, [1.0, 9.0].into_iter(), BOTTOM, TOP);
        let places: Vec<f64> = chart.names(&y).iter().map(|name| name.0).collect();
        assert!(places[1] - places[0] >= NAME_HEIGHT);
    }
}
