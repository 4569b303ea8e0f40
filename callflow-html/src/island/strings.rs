use std::collections::HashMap;

use callflow_core::json_text::ToJson;

/// Every text of a page once, in the order of first use.
#[derive(Default)]
pub(super) struct Strings {
    texts: Vec<String>,
    places: HashMap<String, usize>,
}

impl Strings {
    /// The place of a text.
    pub(super) fn place(&mut self, text: &str) -> usize {
        if let Some(&place) = self.places.get(text) {
            return place;
        }
        let place = self.texts.len();
        self.texts.push(text.to_owned());
        self.places.insert(text.to_owned(), place);
        place
    }
}

impl ToJson for Strings {
    fn write(&self, out: &mut String) {
        self.texts.write(out);
    }
}
