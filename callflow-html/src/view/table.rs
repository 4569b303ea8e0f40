use std::fmt::Write as _;

use callflow_core::{count, duration};

use crate::format::{Px, nanos};

use super::name::Name;

/// A table of functions that the reader can sort by any column.
pub(crate) struct Table<'g> {
    /// What it shows, for those who cannot see it.
    pub(crate) caption: &'static str,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row<'g>>,
    /// The numbers behind the cells, one array a column, for the script that sorts.
    pub(crate) data: String,
}

/// The head of a column.
pub(crate) struct Column {
    pub(crate) title: &'static str,
    /// What the numbers mean.
    pub(crate) help: &'static str,
    /// The value of `aria-sort`.
    pub(crate) sort: &'static str,
    /// The class of the head.
    pub(crate) class: &'static str,
}

impl Column {
    pub(crate) fn new(title: &'static str, help: &'static str) -> Self {
        Self { title, help, sort: "none", class: "num" }
    }

    pub(crate) fn name(help: &'static str) -> Self {
        Self { class: "name", ..Self::new("Function", help) }
    }

    /// Marks the column that the rows are sorted by, largest first.
    pub(crate) fn sorted(self) -> Self {
        Self { sort: "descending", ..self }
    }

    pub(crate) fn wide(self) -> Self {
        Self { class: "num wide", ..self }
    }

    /// A column of words.
    pub(crate) fn text(self) -> Self {
        Self { class: "text", ..self }
    }
}

/// More are read by sorting and filtering, not by scrolling.
const FIRST_ROWS: usize = 100;

/// One function.
pub(crate) struct Row<'g> {
    /// Its place in the graph's nodes, by which every part of the page knows it.
    pub(crate) node: usize,
    pub(crate) name: Name<'g>,
    /// Where it stands in the source.
    pub(crate) place: String,
    /// What sets it apart; empty for most.
    pub(crate) badge: &'static str,
    /// The class of a row that is coloured; empty for most.
    pub(crate) class: &'static str,
    pub(crate) cells: Vec<Cell>,
}

/// One number of a row.
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) class: &'static str,
    pub(crate) bar: Option<Bar>,
    /// The text is a badge of its class.
    pub(crate) is_badge: bool,
    /// More about it, shown on hover; empty for most.
    pub(crate) title: String,
    value: i128,
}

/// A bar of one or two parts beside a number.
pub(crate) struct Bar {
    /// What the first part is: `own`, `active`, `down`, `up` or `same`.
    pub(crate) class: &'static str,
    /// Where it begins; 0 but for bars that go both ways from the middle.
    pub(crate) start: Px,
    /// The first part.
    pub(crate) first: Px,
    /// The second part, behind the first: await; 0 without one.
    pub(crate) second: Px,
}

impl Bar {
    /// The width of a whole bar.
    pub(crate) const WIDTH: f64 = 56.0;

    /// A change, as a part of the largest from −1 to 1: to the left of the middle for less, to the right for more.
    pub(crate) fn change(class: &'static str, part: f64) -> Self {
        let length = (part.abs() * Self::WIDTH / 2.0).max(if part == 0.0 { 0.0 } else { 1.0 });
        let start = if part < 0.0 { Self::WIDTH / 2.0 - length } else { Self::WIDTH / 2.0 };
        Self { class, start: Px(start), first: Px(length), second: Px(0.0) }
    }
}

impl Cell {
    /// `value` orders the column.
    pub(crate) fn new(value: impl Into<i128>, text: String) -> Self {
        let value = value.into();
        let class = if value == 0 { "zero" } else { "" };
        Self { text, class, bar: None, is_badge: false, title: String::new(), value }
    }

    /// A number that this row cannot have; it sorts below all others.
    pub(crate) fn none() -> Self {
        Self::new(0, "–".to_owned())
    }

    /// The same in a column of numbers of both signs.
    pub(crate) fn none_of_signed() -> Self {
        Self { class: "zero", ..Self::new(i64::MIN, "–".to_owned()) }
    }

    pub(crate) fn with_bar(self, bar: Bar) -> Self {
        Self { bar: Some(bar), ..self }
    }

    pub(crate) fn class(self, class: &'static str) -> Self {
        Self { class, ..self }
    }

    pub(crate) fn badge(self, class: &'static str) -> Self {
        Self { class, is_badge: true, ..self }
    }

    pub(crate) fn title(self, title: String) -> Self {
        Self { title, ..self }
    }
}

impl<'g> Table<'g> {
    pub(crate) fn new(caption: &'static str, columns: Vec<Column>, rows: Vec<Row<'g>>) -> Self {
        let data = data(&columns, &rows);
        Self { caption, columns, rows, data }
    }

    /// The rows that are laid out at first; without the script all are.
    #[expect(clippy::unused_self, reason = "the template asks the table")]
    pub(crate) fn first_rows(&self) -> usize {
        FIRST_ROWS
    }

    /// The number of rows, for people.
    pub(crate) fn len(&self) -> String {
        count(self.rows.len() as u64)
    }
}

/// A duration as a cell.
pub(crate) fn time(length: std::time::Duration) -> Cell {
    Cell::new(nanos(length), duration(length))
}

/// `{"nodes":[…],"columns":[[…],…]}` in the order of the rows; names sort by the node's place, as nodes do.
fn data(columns: &[Column], rows: &[Row<'_>]) -> String {
    let mut data = String::from("{\"nodes\":");
    push_numbers(&mut data, rows.iter().map(|row| row.node as i128));
    data.push_str(",\"columns\":[");
    // The first column is the name, which has no cell.
    for column in 0..columns.len() - 1 {
        if column > 0 {
            data.push(',');
        }
        push_numbers(&mut data, rows.iter().map(|row| row.cells[column].value));
    }
    data.push_str("]}");
    data
}

fn push_numbers(data: &mut String, numbers: impl Iterator<Item = i128>) {
    data.push('[');
    for (place, number) in numbers.enumerate() {
        if place > 0 {
            data.push(',');
        }
        let _ = write!(data, "{number}");
    }
    data.push(']');
}
