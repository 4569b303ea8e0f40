//! What a scope is asked to do.

use std::time::Duration;

use crate::error::Error;

/// The options of a scope, as they were asked for; [`Metadata::options`](crate::Metadata::options) keeps them with the
/// graph.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ScopeOptions {
    /// The share of the calls directly below the scope that are kept, with everything they call; 1 keeps all.
    pub sampling_rate: f64,
    /// Modules whose functions are recorded, with the modules inside of them; empty stands for all.
    pub include_modules: Vec<String>,
    /// Modules whose functions are not recorded, nor those of the modules inside of them.
    pub exclude_modules: Vec<String>,
    /// Calls that took less are not recorded.
    pub min_duration: Duration,
    /// Whether functions that offer their arguments are asked for them.
    pub include_args: bool,
    /// The most call paths that are told apart.
    pub max_call_paths: usize,
    /// The most async calls that the timeline keeps.
    pub max_timeline_calls: usize,
}

impl Default for ScopeOptions {
    fn default() -> Self {
        Self {
            sampling_rate: 1.0,
            include_modules: Vec::new(),
            exclude_modules: Vec::new(),
            min_duration: Duration::ZERO,
            include_args: false,
            max_call_paths: 100_000,
            max_timeline_calls: 16_384,
        }
    }
}

/// The highest cap that can be asked for.
const LIMIT: usize = 1 << 24;
/// The longest duration that can be asked for.
const LONGEST: Duration = Duration::from_nanos(1 << 62);

impl ScopeOptions {
    /// Whether functions of the module are recorded.
    pub(crate) fn admits(&self, module: &str) -> bool {
        let inside = |prefix: &String| {
            let mut module = segments(module);
            segments(prefix).all(|segment| module.next() == Some(segment))
        };
        (self.include_modules.is_empty() || self.include_modules.iter().any(inside))
            && !self.exclude_modules.iter().any(inside)
    }

    /// # Errors
    /// When an option is impossible.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.problem().map_or(Ok(()), |problem| Err(Error::options(problem)))
    }

    fn problem(&self) -> Option<String> {
        if !(0.0..=1.0).contains(&self.sampling_rate) {
            return Some(format!("sampling_rate is {}, but must be between 0 and 1", self.sampling_rate));
        }
        for (option, modules) in
            [("include_modules", &self.include_modules), ("exclude_modules", &self.exclude_modules)]
        {
            if let Some(module) = modules.iter().find(|module| !is_module_path(module)) {
                return Some(format!("{option} holds `{module}`, but {}", module_problem(module)));
            }
        }
        if let Some(module) = self.include_modules.first()
            && !self.include_modules.iter().any(|module| self.admits(module))
        {
            return Some(format!("exclude_modules leaves nothing of include_modules, `{module}` for one"));
        }
        if self.min_duration > LONGEST {
            return Some(format!("min_duration is {:?}, but must be at most {LONGEST:?}", self.min_duration));
        }
        if self.max_call_paths == 0 || self.max_call_paths > LIMIT {
            return Some(format!(
                "max_call_paths is {}, but must be between 1 and {LIMIT}",
                self.max_call_paths
            ));
        }
        if self.max_timeline_calls > LIMIT {
            return Some(format!(
                "max_timeline_calls is {}, but must be at most {LIMIT}; 0 keeps none",
                self.max_timeline_calls
            ));
        }
        None
    }
}

/// What stands for a module in code, and never in the path that `module_path!()` prints.
const RELATIVE: [&str; 3] = ["crate", "self", "super"];

/// The names of modules in a path, also of those called like a keyword: `module_path!()` prints `shop::r#async`.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split("::").map(|segment| segment.strip_prefix("r#").unwrap_or(segment))
}

/// Whether `module_path!()` can print it.
fn is_module_path(module: &str) -> bool {
    segments(module).all(|segment| {
        !segment.is_empty()
            && !segment.starts_with(|c: char| c.is_ascii_digit())
            && segment.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !RELATIVE.contains(&segment)
    })
}

/// Why it cannot, and what to write instead.
fn module_problem(module: &str) -> String {
    let underscores = module.replace('-', "_");
    if underscores != module && is_module_path(&underscores) {
        return format!("a module path has no hyphens: write `{underscores}`");
    }
    if module.split("::").any(|segment| RELATIVE.contains(&segment)) {
        return "a module path begins with the name of its crate: write `shop::cart`".to_owned();
    }
    "a module path looks like `shop::cart`".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(modules: &[&str]) -> Vec<String> {
        modules.iter().map(|&module| module.to_owned()).collect()
    }

    #[test]
    fn modules_are_matched_by_whole_segments() {
        let options = ScopeOptions {
            include_modules: owned(&["shop::cart", "db"]),
            exclude_modules: owned(&["shop::cart::cache"]),
            ..ScopeOptions::default()
        };
        for (module, admitted) in [
            ("shop::cart", true),
            ("shop::cart::tax", true),
            ("shop::cart::cache", false),
            ("shop::cart::cache::lru", false),
            ("shop::cart::cached", true),
            ("shop::cartel", false),
            ("shop", false),
            ("db", true),
            ("dba", false),
        ] {
            assert_eq!(options.admits(module), admitted, "{module}");
        }
        for module in ["shop::async", "shop::r#async"] {
            let options = ScopeOptions { include_modules: owned(&[module]), ..ScopeOptions::default() };
            assert_eq!(options.problem(), None);
            assert!(options.admits("shop::r#async::inner") && !options.admits("shop::asynchronous"));
        }
        assert!(ScopeOptions::default().admits("anything"));
        assert_eq!(options.problem(), None);
    }

    #[test]
    fn impossible_options_say_what_would_be_possible() {
        let default = ScopeOptions::default;
        for (options, said) in [
            (ScopeOptions { sampling_rate: f64::NAN, ..default() }, "between 0 and 1"),
            (ScopeOptions { sampling_rate: -0.1, ..default() }, "between 0 and 1"),
            (ScopeOptions { sampling_rate: 1.1, ..default() }, "between 0 and 1"),
            (ScopeOptions { include_modules: owned(&[""]), ..default() }, "looks like `shop::cart`"),
            (ScopeOptions { exclude_modules: owned(&["a::"]), ..default() }, "looks like `shop::cart`"),
            (
                ScopeOptions { include_modules: owned(&["crate::cart"]), ..default() },
                "begins with the name of its crate",
            ),
            (
                ScopeOptions { exclude_modules: owned(&["super"]), ..default() },
                "begins with the name of its crate",
            ),
            (ScopeOptions { exclude_modules: owned(&["my-shop::a"]), ..default() }, "write `my_shop::a`"),
            (
                ScopeOptions {
                    include_modules: owned(&["a::b"]),
                    exclude_modules: owned(&["a"]),
                    ..default()
                },
                "leaves nothing of include_modules",
            ),
            (ScopeOptions { include_modules: owned(&["my-shop::"]), ..default() }, "looks like `shop::cart`"),
            (ScopeOptions { min_duration: Duration::MAX, ..default() }, "min_duration"),
            (ScopeOptions { max_call_paths: 0, ..default() }, "between 1 and"),
            (ScopeOptions { max_timeline_calls: usize::MAX, ..default() }, "at most"),
        ] {
            let problem = options.problem().expect("a problem");
            assert!(problem.contains(said), "{problem}");
        }
    }

    #[test]
    fn what_is_asked_for_may_be_as_much_as_the_limits() {
        let default = ScopeOptions::default;
        let fits = |options: ScopeOptions| options.problem().is_none();
        assert!(fits(ScopeOptions { min_duration: Duration::from_secs(3_600), ..default() }));
        for (over, fitting) in [(0, true), (1, false)] {
            let min_duration = LONGEST + Duration::from_nanos(over as u64);
            assert_eq!(fits(ScopeOptions { min_duration, ..default() }), fitting);
            assert_eq!(fits(ScopeOptions { max_call_paths: LIMIT + over, ..default() }), fitting);
            assert_eq!(fits(ScopeOptions { max_timeline_calls: LIMIT + over, ..default() }), fitting);
        }
        assert!(fits(ScopeOptions { max_call_paths: 1, max_timeline_calls: 0, ..default() }));
    }

    #[test]
    fn impossible_options_are_an_error_of_the_options() {
        assert!(ScopeOptions::default().check().is_ok());
        let error = ScopeOptions { max_call_paths: 0, ..ScopeOptions::default() }.check().unwrap_err();
        assert!(error.is_options() && !error.is_missing_baseline() && error.path().is_none(), "{error}");
    }
}
