//! Reads the data of a page as its script does.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::markup::Element;

/// The data of a page.
pub struct Island(pub Value);

impl Island {
    /// Of the page that these are the elements of.
    pub fn of(page: &[Element]) -> Self {
        let element =
            page.iter().find(|element| element.attribute("id") == Some("island")).expect("an island");
        assert_eq!(element.attribute("type"), Some("application/json"));
        let text = match element.attribute("data-packed") {
            None => element.text.clone(),
            Some("deflate") => {
                let packed = STANDARD.decode(&element.text).unwrap();
                String::from_utf8(miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap()).unwrap()
            }
            Some(other) => panic!("packed by {other}"),
        };
        Self(serde_json::from_str(&text).unwrap())
    }

    /// The only recording.
    pub fn recording(&self) -> &Value {
        let recordings = self.0["recordings"].as_array().unwrap();
        assert_eq!(recordings.len(), 1);
        &recordings[0]
    }

    /// What the page of a comparison has in place of a recording.
    pub fn comparison(&self) -> &Value {
        assert_eq!(self.0["kind"], "comparison");
        &self.0["comparison"]
    }

    pub fn table(&self, name: &str) -> Table<'_> {
        let is_comparison = self.0["kind"] == "comparison";
        Table(if is_comparison { &self.comparison()[name] } else { &self.recording()[name] })
    }

    /// A column of texts.
    pub fn texts(&self, table: &str, column: &str) -> Vec<&str> {
        let strings = self.0["strings"].as_array().unwrap();
        let places = self.table(table).column(column);
        places.into_iter().map(|place| strings[place as usize].as_str().unwrap()).collect()
    }

    /// What the page says was left out.
    pub fn left_out(&self, of: &str) -> &str {
        self.recording()["leftOut"][of].as_str().unwrap()
    }
}

/// A table of columns.
#[derive(Clone, Copy)]
pub struct Table<'i>(pub &'i Value);

impl<'i> Table<'i> {
    pub fn table(self, name: &str) -> Self {
        Self(&self.0[name])
    }

    pub fn rows(self) -> usize {
        usize::try_from(self.0["rows"].as_u64().unwrap()).unwrap()
    }

    /// A column of numbers, which has an entry for every row.
    pub fn column(self, name: &str) -> Vec<i128> {
        let column = match &self.0[name] {
            Value::Array(entries) => entries.iter().map(number).collect(),
            one => vec![number(one); self.rows()],
        };
        assert_eq!(column.len(), self.rows(), "{name}");
        column
    }

    /// A column of differences, added up.
    pub fn moments(self, name: &str) -> Vec<i128> {
        let mut last = 0;
        let add = |difference| {
            last += difference;
            last
        };
        self.column(name).into_iter().map(add).collect()
    }

    /// The names of all columns of numbers.
    pub fn columns(self) -> Vec<&'i str> {
        let all = self.0.as_object().unwrap();
        let is_column = |(name, value): &(&String, &Value)| {
            *name != "rows" && !value.is_object() && *name != "histogram" && *name != "args"
        };
        all.iter().filter(is_column).map(|(name, _)| name.as_str()).collect()
    }
}

fn number(value: &Value) -> i128 {
    match value {
        Value::String(digits) => {
            let number: i128 = digits.parse().unwrap();
            assert!(number > (1 << 53) - 1, "{number} needs no text");
            number
        }
        value => value.as_i64().unwrap().into(),
    }
}
