//! Horizontal bars, in panels beside and beneath each other.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{COLOURS, Chart, text};

/// A chart of bars.
pub struct Bars {
    /// What stands above it, with the unit of the bars.
    pub title: String,
    /// What each bar of a row stands for: a colour each.
    pub series: &'static [&'static str],
    /// A bar ends here at the latest, and what is longer gets a gap near its end.
    pub limit: f64,
    /// How a bar's value is shown.
    pub show: fn(f64) -> String,
    /// Two in a row.
    pub panels: Vec<Panel>,
}

/// Bars that are compared with each other.
pub struct Panel {
    /// What stands above it, or nothing.
    pub title: String,
    /// Names, of which persist's stand out, and a bar for each series that has a value there.
    pub rows: Vec<(String, Vec<Option<f64>>)>,
}

const WIDTH: u32 = 860;
/// Of the title, of the legend, and of a panel's title where it has one.
const HEAD: i32 = 36;
const LEGEND: i32 = 22;
const TITLE: i32 = 30;
/// Of a bar, and between two rows of them.
const BAR: i32 = 11;
const GAP: i32 = 7;
/// Of the names left of the bars, and of the values right of them, in pixels a letter and altogether.
const LETTER: i32 = 6;
const VALUE: i32 = 62;
const MARGIN: i32 = 14;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

impl Bars {
    /// The chart.
    pub fn draw(&self) -> Chart {
        let columns = self.panels.len().clamp(1, 2);
        let heights: Vec<i32> = self
            .panels
            .chunks(columns)
            .map(|row| row.iter().map(|panel| self.height(panel)).max().unwrap_or(0))
            .collect();
        let head = HEAD + if self.series.len() > 1 { LEGEND } else { 0 };
        let size = (WIDTH, (head + heights.iter().sum::<i32>() + MARGIN) as u32);
        Chart::new(&self.title, size, |svg| {
            let area = svg.into_drawing_area();
            area.fill(&WHITE)?;
            self.head(&area)?;
            let (width, mut top) = (WIDTH as i32 / columns as i32, head);
            for (panels, height) in self.panels.chunks(columns).zip(heights) {
                for (panel, column) in panels.iter().zip(0..) {
                    self.panel(
                        panel,
                        &area.clone().shrink((column * width, top), (width, height)),
                    )?;
                }
                top += height;
            }
            Ok(())
        })
    }

    fn head(&self, area: &Area<'_>) -> Drawn {
        area.draw(&Text::new(self.title.clone(), (MARGIN, 12), text(17)))?;
        let mut left = MARGIN;
        for (name, colour) in self.series.iter().zip(COLOURS).filter(|_| self.series.len() > 1) {
            area.draw(&Rectangle::new([(left, 40), (left + 12, 50)], colour.filled()))?;
            area.draw(&Text::new(*name, (left + 18, 39), text(12)))?;
            left += 40 + LETTER * name.chars().count() as i32;
        }
        Ok(())
    }

    fn height(&self, panel: &Panel) -> i32 {
        panel.head() + panel.rows.len() as i32 * self.row_height()
    }

    fn row_height(&self) -> i32 {
        BAR * self.series.len() as i32 + GAP
    }

    fn panel(&self, panel: &Panel, area: &Area<'_>) -> Drawn {
        let letters = panel.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        let left = 2 * MARGIN + LETTER * letters as i32;
        let room = area.dim_in_pixel().0 as i32 - left - VALUE;
        area.draw(&Text::new(panel.title.clone(), (MARGIN, 8), text(14)))?;
        let name = text(12).pos(Pos::new(HPos::Right, VPos::Center));
        let value = text(11).pos(Pos::new(HPos::Left, VPos::Center));
        for ((row, values), number) in panel.rows.iter().zip(0..) {
            let top = panel.head() + number * self.row_height();
            let middle = top + BAR * self.series.len() as i32 / 2;
            area.draw(&Text::new(row.clone(), (left - 6, middle), name.clone()))?;
            let stands_out = !panel.has_ours() || is_ours(row);
            for ((bar, colour), place) in values.iter().zip(COLOURS).zip(0..) {
                let Some(bar) = *bar else { continue };
                let top = top + BAR * place;
                let length = (f64::from(room) * (bar / self.limit).min(1.0)).round() as i32;
                let style = colour.mix(if stands_out { 1.0 } else { 0.5 }).filled();
                let bottom = top + BAR - 1;
                area.draw(&Rectangle::new([(left, top), (left + length, bottom)], style))?;
                if bar > self.limit {
                    let gap = vec![
                        (left + length - 14, bottom + 1),
                        (left + length - 10, top - 1),
                        (left + length - 6, top - 1),
                        (left + length - 10, bottom + 1),
                    ];
                    area.draw(&Polygon::new(gap, WHITE.filled()))?;
                }
                let at = (left + length + 5, top + BAR / 2);
                area.draw(&Text::new((self.show)(bar), at, value.clone()))?;
            }
        }
        Ok(())
    }
}

impl Panel {
    fn head(&self) -> i32 {
        if self.title.is_empty() { 0 } else { TITLE }
    }

    fn has_ours(&self) -> bool {
        self.rows.iter().any(|(name, _)| is_ours(name))
    }
}

/// Whether a row shows what stands out among others.
fn is_ours(name: &str) -> bool {
    name.starts_with("persist")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_values_up_to_the_limit_and_then_have_a_gap() {
        let row = |name: &str, value| (name.to_owned(), vec![Some(value), None]);
        let rows = vec![row("persist", 1.0), row("one & other", 2.0), row("slow", 50.0)];
        let panels = vec![Panel { title: "set".into(), rows }];
        let show = |value: f64| format!("{value} ×");
        let (title, series) = ("costs".into(), ["encode", "decode"].as_slice());
        let svg = Bars { title, series, limit: 4.0, show, panels }.draw().svg;
        let widths =
            svg.lines().filter_map(|line| line.strip_prefix("<rect ")).filter_map(|rect| {
                let (_, width) = rect.split_once("width=\"")?;
                width.split_once('"')?.0.parse::<f64>().ok()
            });
        // Behind the ground and the squares of the legend.
        let [one, two, longest] = widths.skip(3).collect::<Vec<_>>()[..] else { panic!("{svg}") };
        assert!((two - 2.0 * one).abs() <= 1.0 && (longest - 4.0 * one).abs() <= 2.0, "{svg}");
        assert_eq!(svg.matches("<polygon ").count(), 1, "{svg}");
        assert!(svg.contains("\n50 ×\n") && svg.contains("\none &amp; other\n"), "{svg}");
    }
}
