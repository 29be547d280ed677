//! Lines on two logarithmic axes: a cost that is linear is a straight line there, and two costs whose ratio is constant
//! are parallel ones.

use plotters::coord::combinators::WithKeyPoints;
use plotters::prelude::*;

use super::{COLOURS, Chart, text};

/// A chart of lines.
pub struct Lines {
    /// What stands above it.
    pub title: &'static str,
    /// From left to right.
    pub x: Axis,
    /// From below upwards.
    pub y: Axis,
    /// Each in a colour of its own.
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
    /// Stands in the legend.
    pub name: String,
    /// Both coordinates above zero.
    pub points: Vec<(f64, f64)>,
}

const SIZE: (u32, u32) = (820, 480);

impl Lines {
    /// The chart.
    ///
    /// # Panics
    ///
    /// Without a point, or with one at zero or below.
    pub fn draw(&self) -> Chart {
        Chart::new(self.title, SIZE, |svg| {
            let area = svg.into_drawing_area();
            area.fill(&WHITE)?;
            let points = || self.lines.iter().flat_map(|line| &line.points);
            let x = self.x.scale(points().map(|point| point.0));
            let y = self.y.scale(points().map(|point| point.1));
            let mut chart = ChartBuilder::on(&area)
                .caption(self.title, text(17))
                .margin(12)
                .margin_right(30)
                .x_label_area_size(42)
                .y_label_area_size(70)
                .build_cartesian_2d(x, y)?;
            chart
                .configure_mesh()
                .max_light_lines(0)
                .axis_style(BLACK.mix(0.4))
                .bold_line_style(BLACK.mix(0.12))
                .x_label_formatter(&|value| (self.x.show)(*value))
                .y_label_formatter(&|value| (self.y.show)(*value))
                .label_style(text(12))
                .axis_desc_style(text(13))
                .x_desc(self.x.label)
                .y_desc(self.y.label)
                .draw()?;
            for (line, colour) in self.lines.iter().zip(COLOURS.iter().cycle()) {
                let style = colour.stroke_width(2);
                chart
                    .draw_series(LineSeries::new(line.points.iter().copied(), style))?
                    .label(&line.name)
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
            }
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::UpperLeft)
                .background_style(WHITE.mix(0.9))
                .border_style(BLACK.mix(0.2))
                .label_font(text(12))
                .draw()?;
            Ok(())
        })
    }
}

impl Axis {
    /// From mark to mark, with all values in between.
    fn scale(&self, values: impl Iterator<Item = f64> + Clone) -> WithKeyPoints<LogCoord<f64>> {
        let exponent = |value: f64| value.log(self.base);
        let low = values.clone().map(exponent).fold(f64::INFINITY, f64::min);
        let high = values.map(exponent).fold(f64::NEG_INFINITY, f64::max);
        assert!(low.is_finite() && high.is_finite(), "a chart has points, all above zero");
        // A logarithm of a power is not always quite its exponent.
        let (low, high) = ((low + 1e-9).floor() as i32, (high - 1e-9).ceil() as i32);
        let power = |exponent: i32| self.base.powi(exponent);
        let high = high.max(low + 1);
        let range = (power(low)..power(high)).log_scale().base(self.base);
        range.with_key_points((low..=high).map(power).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{bytes, seconds};

    #[test]
    fn marks_stand_at_powers_and_what_is_linear_becomes_straight() {
        let points = (0..3).map(|power| (1024.0 * 4f64.powi(power), 10f64.powi(power - 6)));
        let lines = vec![Line { name: "load < save".into(), points: points.collect() }];
        let x = Axis { label: "bytes", base: 4.0, show: bytes };
        let y = Axis { label: "time", base: 10.0, show: seconds };
        let svg = Lines { title: "costs", x, y, lines }.draw().svg;
        for mark in ["1 KiB", "4 KiB", "16 KiB", "1 µs", "10 µs", "100 µs", "load &lt; save"] {
            assert!(svg.contains(&format!("\n{mark}\n")), "{mark} in {svg}");
        }
        // Axes are thinner.
        let line =
            svg.lines().find(|line| line.contains("<polyline") && line.contains("width=\"2\""));
        let (_, line) = line.and_then(|line| line.split_once("points=\"")).expect("a line");
        let (line, _) = line.split_once('"').expect("the end of its points");
        let numbers = line.split([' ', ',']).filter_map(|number| number.parse::<f64>().ok());
        let [x1, y1, x2, y2, x3, y3] = numbers.collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!((x2 - x1 - (x3 - x2)).abs() < 2.0 && (y2 - y1 - (y3 - y2)).abs() < 2.0, "{line}");
    }
}
