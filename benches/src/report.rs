//! What a comparison tells: tables, and charts of some of them. They are printed as Markdown, and with `--write` also
//! kept in `docs/benchmarks`, a `.md` with an `.svg` for each chart.

use std::fs;
use std::path::Path;

use crate::chart::Chart;
use crate::machine::{machine, versions};

/// Where reports are kept.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/benchmarks");

/// The report of one comparison.
pub struct Report {
    name: &'static str,
    text: String,
    charts: Vec<(String, String)>,
}

impl Report {
    /// A report under a file's name, with its title.
    pub fn new(name: &'static str, title: &str) -> Self {
        let text = format!("# {title}\n\n{}\n", machine());
        Report { name, text, charts: Vec::new() }
    }

    /// Adds which versions of crates stand beside persist.
    pub fn peers(&mut self, crates: &[&str]) {
        self.note(&format!("Versions: {}.", versions(crates)));
    }

    /// Adds a paragraph: how it was measured, what a reader has to know.
    pub fn note(&mut self, text: &str) {
        self.text.push_str(&format!("\n{text}\n"));
    }

    /// Adds a table.
    pub fn table(&mut self, table: &Table) {
        self.text.push_str(&format!("\n{}", table.markdown()));
    }

    /// Adds a chart, whose file has this name behind the report's.
    pub fn chart(&mut self, suffix: &str, chart: Chart) {
        let file = format!("{}-{suffix}.svg", self.name);
        self.text.push_str(&format!("\n![{}]({file})\n", chart.title));
        self.charts.push((file, chart.svg));
    }

    /// Prints the report, and keeps it where that was asked for.
    ///
    /// # Panics
    ///
    /// If the files cannot be written.
    pub fn finish(self, write: bool) {
        print!("{}", self.text);
        if !write {
            return;
        }
        let folder = Path::new(FOLDER);
        fs::create_dir_all(folder).expect("the folder can be made");
        let text = [(format!("{}.md", self.name), self.text)];
        for (file, content) in self.charts.into_iter().chain(text) {
            fs::write(folder.join(file), content).expect("the report can be written");
        }
    }
}

/// Rows of cells under named columns.
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of these columns, without a row.
    pub fn new(columns: &[&str]) -> Self {
        Table { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row, a cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().collect();
        assert_eq!(cells.len(), self.columns.len(), "a row has a cell for each column");
        self.rows.push(cells);
    }

    fn markdown(&self) -> String {
        let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let marks = (0..self.columns.len())
            .map(|column| if self.is_numeric(column) { "--:|" } else { "---|" });
        let head = format!("{}|{}\n", line(&self.columns), marks.collect::<String>());
        self.rows.iter().fold(head, |text, row| text + &line(row))
    }

    /// Whether a column's cells are numbers, or stand for numbers that there are none of.
    fn is_numeric(&self, column: usize) -> bool {
        let numeric =
            |cell: &String| cell.starts_with(|c: char| c.is_ascii_digit()) || cell == NONE;
        self.rows.iter().all(|row| numeric(&row[column]))
    }
}

/// A cell without a figure.
pub const NONE: &str = "–";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right() {
        let mut table = Table::new(&["format", "save s", "load s"]);
        table.row(["persist", "0.25", "0.31"].map(str::to_owned));
        table.row(["rkyv", "0.31", NONE].map(str::to_owned));
        let expected = "| format | save s | load s |\n\
                        |---|--:|--:|\n\
                        | persist | 0.25 | 0.31 |\n\
                        | rkyv | 0.31 | – |\n";
        assert_eq!(table.markdown(), expected);
    }
}
