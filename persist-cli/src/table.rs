//! Tables in plain text.

use std::fmt;

use comfy_table::{Cell, CellAlignment, ContentArrangement, Table as Drawn, presets};

/// Columns under headings, without lines around them.
pub(crate) struct Table {
    drawn: Drawn,
    right: &'static [usize],
}

impl Table {
    /// A table with these headings; the columns of the numbers `right` are aligned to the right. On a terminal of `width`
    /// columns, long cells are wrapped.
    pub(crate) fn new(headings: &[&str], right: &'static [usize], width: Option<u16>) -> Self {
        let mut drawn = Drawn::new();
        drawn.load_style(presets::NOTHING);
        if let Some(width) = width {
            drawn.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        }
        let mut table = Table { drawn, right };
        if !headings.is_empty() {
            let cells = table.cells(headings.iter().map(ToString::to_string));
            table.drawn.set_header(cells);
        }
        table
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells = self.cells(cells);
        self.drawn.add_row(cells);
    }

    fn cells(&self, cells: impl IntoIterator<Item = String>) -> Vec<Cell> {
        let cells = cells.into_iter().enumerate().map(|(column, text)| {
            let align = match self.right.contains(&column) {
                true => CellAlignment::Right,
                false => CellAlignment::Left,
            };
            Cell::new(text).set_alignment(align)
        });
        cells.collect()
    }
}

/// Each line starts and ends with its words: columns are set apart by two spaces.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.drawn.lines().try_for_each(|line| {
            writeln!(f, "{}", line.strip_prefix(' ').unwrap_or(&line).trim_end())
        })
    }
}
