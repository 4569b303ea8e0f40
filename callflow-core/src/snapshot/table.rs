//! Text tables that fit a given width.

use std::fmt;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// On which side a column's cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A column: its heading, its side, and the table width from which it is shown.
#[derive(Debug, Clone, Copy)]
struct Column {
    heading: &'static str,
    align: Align,
    from_width: usize,
}

/// Rows of text under headings. The first column gives way when the table is too wide.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

/// The least width of the first column.
const NAME: usize = 12;

impl Table {
    /// A table of (heading, side, table width from which the column is shown).
    pub(crate) fn new(columns: &[(&'static str, Align, usize)]) -> Self {
        let columns =
            columns.iter().map(|&(heading, align, from_width)| Column { heading, align, from_width });
        Self { columns: columns.collect(), rows: Vec::new() }
    }

    /// Adds a row with one cell for every column.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    /// Writes the table, at most `width` columns wide where the numbers leave room for names.
    pub(crate) fn write(&self, f: &mut fmt::Formatter<'_>, width: usize) -> fmt::Result {
        let shown: Vec<usize> =
            (0..self.columns.len()).filter(|&column| self.columns[column].from_width <= width).collect();
        let mut widths: Vec<usize> = shown
            .iter()
            .map(|&column| {
                let cells = self.rows.iter().map(|row| row[column].width());
                cells.chain([self.columns[column].heading.width()]).max().unwrap_or_default()
            })
            .collect();
        let numbers: usize = widths[1..].iter().map(|width| width + 2).sum();
        widths[0] = widths[0].min(width.saturating_sub(numbers).max(NAME));
        let headings = shown.iter().map(|&column| self.columns[column].heading);
        self.line(f, &shown, &widths, headings)?;
        writeln!(f, "{}", "─".repeat(widths[0] + numbers))?;
        for row in &self.rows {
            self.line(f, &shown, &widths, shown.iter().map(|&column| row[column].as_str()))?;
        }
        Ok(())
    }

    fn line<'c>(
        &self,
        f: &mut fmt::Formatter<'_>,
        shown: &[usize],
        widths: &[usize],
        cells: impl Iterator<Item = &'c str>,
    ) -> fmt::Result {
        let mut line = String::new();
        for (place, cell) in cells.enumerate() {
            if place > 0 {
                line.push_str("  ");
            }
            let cell = printable(cell);
            let cell = if place == 0 { elide(&cell, widths[0]) } else { cell };
            let pad = " ".repeat(widths[place].saturating_sub(cell.width()));
            match self.columns[shown[place]].align {
                Align::Left => line.extend([cell.as_str(), &pad]),
                Align::Right => line.extend([pad.as_str(), &cell]),
            }
        }
        writeln!(f, "{}", line.trim_end())
    }
}

/// The text without what would move a terminal's cursor or turn its direction.
pub(crate) fn printable(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// The text at most `width` columns wide; its end is what tells names apart, so the beginning gives way.
fn elide(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    // About so much fits; a long name is not measured again for each of its characters.
    let mut room = width;
    let about = text.char_indices().rev().take_while(|(_, c)| {
        let fits = c.width().unwrap_or_default() <= room;
        room = room.saturating_sub(c.width().unwrap_or_default());
        fits
    });
    let mut kept = about.last().map_or("", |(start, _)| &text[start..]);
    while kept.width() + 1 > width {
        let mut chars = kept.chars();
        chars.next();
        kept = chars.as_str();
    }
    format!("…{kept}")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Shown<'t>(&'t Table, usize);

    impl fmt::Display for Shown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.write(f, self.1)
        }
    }

    #[test]
    fn the_first_column_gives_way_and_wide_columns_wait_for_room() {
        let mut table = Table::new(&[
            ("Function", Align::Left, 0),
            ("Calls", Align::Right, 0),
            ("Await", Align::Right, 60),
        ]);
        table.row(vec!["shop::cart::Cart::total".to_owned(), "3".to_owned(), "1 ms".to_owned()]);
        table.row(vec!["a\u{202e}b\n".to_owned(), "12345".to_owned(), "2 ms".to_owned()]);
        assert_eq!(
            Shown(&table, 24).to_string(),
            "Function           Calls\n\
             ────────────────────────\n\
             …art::Cart::total      3\n\
             a\u{fffd}b\u{fffd}               12345\n"
        );
        assert!(Shown(&table, 60).to_string().contains("Await"));
    }

    #[test]
    fn the_end_of_a_name_is_kept_however_long_it_is() {
        assert_eq!(elide("shop::cart", 10), "shop::cart");
        assert_eq!(elide("shop::cart", 9), "…op::cart");
        // Two columns each, of which one is left over.
        assert_eq!([elide("数数数", 5), elide("数数数", 4)], ["…数数", "…数"]);
        // Wider together than each by itself.
        assert_eq!(elide("abc\u{2764}\u{fe0f}", 4), "…c\u{2764}\u{fe0f}");
        assert_eq!(elide("abc\u{2764}\u{fe0f}", 3), "…\u{2764}\u{fe0f}");
        // Quadratic work would take an hour.
        assert_eq!(elide(&"ü".repeat(1 << 22), 4), "…üüü");
    }
}
