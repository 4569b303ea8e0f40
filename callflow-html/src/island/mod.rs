//! The data that a page's script draws, as one JSON text in the page.
//!
//! Tables lie in columns: row `i` of a table is entry `i` of each of its columns. `ui/src/island.ts` reads what is
//! written here and says what it looks like; `ui/src/model.ts` says what it means.

mod column;
mod comparison;
mod edges;
mod flags;
mod functions;
mod heaviest;
mod packed;
mod paths;
mod recording;
mod strings;
mod timeline;

use callflow_core::{CallGraph, Comparison, json_text::Object};

use crate::view::Worded;

use comparison::Sides;
use recording::Recording;
use strings::Strings;

/// What a page is about, as the script knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Graph,
    Async,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Graph => "graph",
            Self::Async => "async",
        }
    }
}

/// The data of a page, ready to be printed between the tags of a `<script>`.
pub(crate) struct Island {
    /// Nothing in it can end the element.
    pub(crate) text: String,
    pub(crate) is_packed: bool,
}

/// Larger texts are packed: reading them back takes about as long as the disk would for the difference.
const PACKED_ABOVE: usize = 2 << 20;

impl Island {
    /// The data of a page about one graph, under `title`.
    pub(crate) fn new(kind: Kind, graph: &CallGraph, title: &str) -> Self {
        let mut strings = Strings::default();
        let recordings = [Recording::new(graph, title, &mut strings)];
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.key("kind", &kind.word());
        object.key("recordings", &recordings.as_slice());
        object.key("strings", &strings);
        object.end();
        Self::of(&json)
    }

    /// The data of a page about a comparison; `worded` is what it says at its head, in both directions.
    pub(crate) fn of_comparison(comparison: &Comparison, title: &str, worded: &[Worded; 2]) -> Self {
        let mut strings = Strings::default();
        let sides = Sides::new(comparison, title, worded, &mut strings);
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.key("kind", &"comparison");
        object.key("comparison", &sides);
        object.key("strings", &strings);
        object.end();
        Self::of(&json)
    }

    fn of(json: &str) -> Self {
        if json.len() > PACKED_ABOVE {
            Self { text: packed::packed(json), is_packed: true }
        } else {
            Self { text: escaped(json), is_packed: false }
        }
    }
}

/// A JSON text that is inert within a `<script>`: none of its characters means anything to a reader of HTML, nor ends
/// a line of JavaScript. All of them stand only inside JSON's own strings.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 64);
    let mut rest = json;
    while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
        let (before, found) = rest.split_at(at);
        let character = found.chars().next().unwrap_or_default();
        out.push_str(before);
        out.push_str(match character {
            '<' => "\\u003c",
            '>' => "\\u003e",
            '&' => "\\u0026",
            '\u{2028}' => "\\u2028",
            _ => "\\u2029",
        });
        rest = &found[character.len_utf8()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use callflow_core::json_text::text;

    use super::*;

    #[test]
    fn nothing_in_the_text_means_anything_to_html() {
        let json = text(&"</script><!-- & \u{2028}\u{2029} \"é\"");
        let safe = escaped(&json);
        assert_eq!(safe, r#""\u003c/script\u003e\u003c!-- \u0026 \u2028\u2029 \"é\"""#);
    }

    #[test]
    fn large_texts_are_packed_and_small_ones_are_not() {
        assert!(!Island::of("{}").is_packed);
        let large = Island::of(&"0123456789".repeat(PACKED_ABOVE / 10 + 1));
        assert!(large.is_packed && large.text.len() < PACKED_ABOVE / 20);
    }
}
