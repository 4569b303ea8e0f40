use callflow_core::{Node, NodeComparison};

/// The name of a function in two parts, so that the part that tells functions apart is never cut off first.
#[derive(Debug, Clone)]
pub(crate) struct Name<'g> {
    /// `Type::method`, or the function's name.
    pub(crate) short: &'g str,
    /// What stands before it in the full name, without the last `::`; often a module.
    pub(crate) before: &'g str,
}

impl<'g> Name<'g> {
    pub(crate) fn of(node: &'g Node) -> Self {
        Self::split(node.full_name(), node.name())
    }

    pub(crate) fn of_compared(row: &'g NodeComparison) -> Self {
        Self::split(&row.name, row.short_name())
    }

    fn split(full: &'g str, short: &'g str) -> Self {
        if short.is_empty() {
            return Self { short: if full.is_empty() { "(no name)" } else { full }, before: "" };
        }
        let before = full.strip_suffix(short).unwrap_or_default();
        Self { short, before: before.strip_suffix("::").unwrap_or(before) }
    }
}

/// Where a function stands: `src/cart.rs:12`; empty where it is not known.
pub(crate) fn place(file: &str, line: u32) -> String {
    match (file, line) {
        ("", _) => String::new(),
        (file, 0) => file.to_owned(),
        (file, line) => format!("{file}:{line}"),
    }
}
