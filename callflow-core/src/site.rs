//! Annotated functions as the generated code describes them.

use std::sync::OnceLock;

pub use crate::reading::SiteKind;

/// One annotated function. A `static` of its own stands in each, and its address tells functions apart: two
/// that a macro made at the same place of the source are still two.
#[derive(Debug)]
pub struct Site {
    kind: SiteKind,
    module: &'static str,
    ident: &'static str,
    file: &'static str,
    line: u32,
    column: u32,
    path: fn() -> &'static str,
    name: Option<&'static str>,
    observes_errors: bool,
    full_name: OnceLock<String>,
}

impl Site {
    /// A function `ident` in `module`; `path` gives the type name of an item inside of it.
    pub const fn new(
        kind: SiteKind,
        module: &'static str,
        ident: &'static str,
        file: &'static str,
        line: u32,
        column: u32,
        path: fn() -> &'static str,
    ) -> Self {
        Self {
            kind,
            module,
            ident,
            file,
            line,
            column,
            path,
            name: None,
            observes_errors: false,
            full_name: OnceLock::new(),
        }
    }

    /// The same with a name of the user's choice.
    ///
    /// # Panics
    /// If the name is empty, which does not compile, since sites are statics.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        assert!(!name.is_empty(), "the name is empty");
        self.name = Some(name);
        self
    }

    /// The same, with its returned errors seen.
    #[must_use]
    pub const fn observing_errors(mut self) -> Self {
        self.observes_errors = true;
        self
    }

    /// Whether its calls are futures.
    pub fn is_async(&self) -> bool {
        self.kind != SiteKind::Sync
    }

    /// What it is.
    pub fn kind(&self) -> SiteKind {
        self.kind
    }

    /// Its `module_path!()`.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// Its source file.
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// Its line and column.
    pub fn place(&self) -> (u32, u32) {
        (self.line, self.column)
    }

    /// Whether a returned `Err` can be seen.
    pub fn observes_errors(&self) -> bool {
        self.observes_errors
    }

    /// The name given with `name = "…"`, else the normalised path.
    pub fn full_name(&self) -> &str {
        match self.name {
            Some(name) => name,
            None => {
                self.full_name.get_or_init(|| crate::name::normalise((self.path)(), self.module, self.ident))
            }
        }
    }
}
