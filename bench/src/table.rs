//! The rows of the report.

use std::fmt;

/// A line of the report.
#[derive(Debug)]
pub(crate) struct Row {
    what: String,
    cost: String,
    ratio: String,
    above: String,
    target: String,
    met: Option<bool>,
}

impl Row {
    /// A row whose cost is in nanoseconds.
    pub(crate) fn new(what: impl Into<String>, nanos: f64) -> Self {
        let cost = match nanos {
            n if n < 1e4 => format!("{n:.1} ns"),
            n if n < 1e6 => format!("{:.1} µs", n / 1e3),
            n => format!("{:.2} ms", n / 1e6),
        };
        Self {
            what: what.into(),
            cost,
            ratio: String::new(),
            above: String::new(),
            target: String::new(),
            met: None,
        }
    }

    pub(crate) fn ratio(self, ratio: f64) -> Self {
        Self { ratio: format!("{ratio:.2} ×"), ..self }
    }

    pub(crate) fn above(self, nanos: f64) -> Self {
        Self { above: format!("{nanos:+.1} ns"), ..self }
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

    /// A remark in place of a target.
    pub(crate) fn remark(self, remark: String) -> Self {
        Self { target: remark, ..self }
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
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, cost, ratio, above, target, met } = self;
        let met = match met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let line = format!("{what:<58} {cost:>10} {ratio:>9} {above:>11}  {target:<20} {met}");
        f.write_str(line.trim_end())
    }
}

/// Rows that share what they are compared with.
#[derive(Debug)]
pub(crate) struct Section {
    /// What is measured, and what `ratio` and `above` refer to.
    pub(crate) title: &'static str,
    pub(crate) rows: Vec<Row>,
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "  {row}"))
    }
}
