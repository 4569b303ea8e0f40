//! What is said to the person at the terminal.

use std::io::{self, IsTerminal as _, Write as _};

use terminal_size::{Width, terminal_size_of};

/// The width of tables where there is no terminal.
const WIDTH: usize = 100;

/// The width of tables on stdout.
pub(crate) fn width() -> usize {
    terminal_size_of(io::stdout()).map_or(WIDTH, |(Width(width), _)| usize::from(width).max(40))
}

/// A line on stderr. Text from files and of paths cannot move the cursor.
pub(crate) fn say(line: &str) {
    // There is nowhere to say that nothing can be said.
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// How far long work is, on stderr and only where that is a terminal.
pub(crate) struct Progress {
    total: usize,
    is_shown: bool,
}

/// Files, and bytes of them, from which reading takes a noticeable time.
const MANY: usize = 10;
const LARGE: u64 = 16 << 20;

impl Progress {
    /// Of reading `files` files of so many bytes together.
    pub(crate) fn new(files: usize, bytes: u64) -> Self {
        Self { total: files, is_shown: (files >= MANY || bytes >= LARGE) && io::stderr().is_terminal() }
    }

    pub(crate) fn reading(&self, file: usize, name: &str) {
        self.show(&format!("reading {} of {}: {name}", file + 1, self.total));
    }

    pub(crate) fn working(&self, what: &str) {
        self.show(what);
    }

    fn show(&self, text: &str) {
        if self.is_shown {
            let text: String = printable(text).chars().take(70).collect();
            // Over the line before, the rest of which is erased.
            let _ = write!(io::stderr(), "\r{text}\u{1b}[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.show("");
        if self.is_shown {
            let _ = write!(io::stderr(), "\r");
        }
    }
}
