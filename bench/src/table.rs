//! The rows of the report.

use std::fmt;

/// A line of the report.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    cells: Vec<(&'static str, String)>,
    target: String,
    met: Option<bool>,
}

impl Row {
    /// A row without numbers.
    pub(crate) fn of(what: impl Into<String>) -> Self {
        Self { what: what.into(), cells: Vec::new(), target: String::new(), met: None }
    }

    /// A row whose cost is in nanoseconds.
    pub(crate) fn new(what: impl Into<String>, nanos: f64) -> Self {
        Self::of(what).cell("cost", duration(nanos))
    }

    /// A number, in the column of that name. Columns stand in the order in which rows first name them.
    pub(crate) fn cell(mut self, column: &'static str, number: String) -> Self {
        self.cells.push((column, number));
        self
    }

    pub(crate) fn ratio(self, ratio: f64) -> Self {
        self.cell("ratio", times(ratio))
    }

    pub(crate) fn above(self, nanos: f64) -> Self {
        self.cell("above", format!("{nanos:+.1} ns"))
    }

    /// The ratio, which must not exceed `most`.
    pub(crate) fn ratio_at_most(self, ratio: f64, most: f64) -> Self {
        self.ratio(ratio).target(format!("≤ {most} ×"), ratio <= most)
    }

    /// The ratio, which must reach `least`.
    pub(crate) fn ratio_at_least(self, ratio: f64, least: f64) -> Self {
        self.ratio(ratio).target(format!("≥ {least} ×"), ratio >= least)
    }

    /// The difference, which must not exceed `most`.
    pub(crate) fn above_at_most(self, nanos: f64, most: f64) -> Self {
        self.above(nanos).target(format!("≤ +{most} ns"), nanos <= most)
    }

    /// A target of another form; a row meets all of its targets or misses.
    pub(crate) fn target(mut self, target: impl fmt::Display, met: bool) -> Self {
        if !self.target.is_empty() {
            self.target += ", ";
        }
        self.target += &target.to_string();
        self.met = Some(met && self.met.unwrap_or(true));
        self
    }

    fn number(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| *name == column).map_or("", |(_, number)| number)
    }
}

/// Nanoseconds in the unit that suits them.
pub(crate) fn duration(nanos: f64) -> String {
    match nanos {
        n if n < 1e4 => format!("{n:.1} ns"),
        n if n < 1e6 => format!("{:.1} µs", n / 1e3),
        n => format!("{:.2} ms", n / 1e6),
    }
}

pub(crate) fn times(ratio: f64) -> String {
    format!("{ratio:.2} ×")
}

/// A count with a comma after every third digit.
pub(crate) fn count(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", count(number / 1_000), number % 1_000),
    }
}

/// Rows that share what they are compared with.
#[derive(Debug)]
pub(crate) struct Section {
    /// What is measured, and what `ratio` and `above` refer to.
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<Row>,
}

impl Section {
    fn columns(&self) -> Vec<&'static str> {
        let mut columns = Vec::new();
        for &(name, _) in self.rows.iter().flat_map(|row| &row.cells) {
            if !columns.contains(&name) {
                columns.push(name);
            }
        }
        columns
    }

    /// The width of the longest of these.
    fn width<'a>(&'a self, head: &str, cell: impl Fn(&'a Row) -> &'a str) -> usize {
        let cells = self.rows.iter().map(|row| cell(row).chars().count());
        cells.chain([head.chars().count()]).max().unwrap_or(0)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns();
        let what = self.width("", |row| &row.what);
        let widths: Vec<usize> =
            columns.iter().map(|name| self.width(name, |row| row.number(name))).collect();
        let target = self.width("", |row| &row.target);
        writeln!(f, "{}", self.title)?;
        let head: Vec<_> =
            columns.iter().zip(&widths).map(|(name, width)| format!("{name:>width$}")).collect();
        writeln!(f, "  {:<what$}  {}", "", head.join("  "))?;
        for row in &self.rows {
            let numbers: Vec<_> = columns
                .iter()
                .zip(&widths)
                .map(|(name, width)| format!("{:>width$}", row.number(name)))
                .collect();
            let met = row.met.map_or("", |met| if met { "met" } else { "MISSED" });
            let line =
                format!("  {:<what$}  {}  {:<target$}  {met}", row.what, numbers.join("  "), row.target);
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}
