//! Texts that look like data files, and are not quite.

use serde_json::{Map, Value};

/// A file of each form that is read.
pub(crate) const SEEDS: [&str; 3] = [
    include_str!("../data/graph-v2.json"),
    include_str!("../data/graph-v1.json"),
    include_str!("../data/callflow-tracer-0.7.json"),
];

/// Texts from which others are made.
const KEPT: usize = 64;
/// Longer ones are not kept: they would only be slow.
const LONGEST: usize = 40_000;

/// The same number gives the same texts.
pub(crate) struct Mutator(u64);

impl Mutator {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// `SplitMix64` (Steele, Lea and Flood, 2014).
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.word() % end.max(1) as u64) as usize
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    /// A text made of one of those, or of two.
    pub(crate) fn mutant(&mut self, seeds: &[String]) -> String {
        let text = self.pick(seeds);
        let mut text = match serde_json::from_str::<Value>(&text) {
            Ok(mut value) if self.below(8) > 0 => {
                let other = serde_json::from_str(&self.pick(seeds)).unwrap_or(Value::Null);
                for _ in 0..=self.below(3) {
                    self.change(&mut value, &other);
                }
                let mut written = value.to_string();
                // The key by which a file of several runs is known stands first.
                if let Some(runs) = value.get("runs") {
                    written = format!("{{\"runs\":{runs}}}");
                }
                written
            }
            _ => text,
        };
        if self.below(4) == 0 {
            text = self.damage(text.into_bytes());
        }
        text
    }

    /// Adds a text to the seeds, in place of another if there are many. Those that were given stay.
    pub(crate) fn keep(&mut self, seeds: &mut Vec<String>, text: String) {
        if text.len() > LONGEST {
            return;
        }
        if seeds.len() < KEPT {
            seeds.push(text);
        } else {
            let place = SEEDS.len() + 1 + self.below(KEPT - SEEDS.len() - 1);
            seeds[place] = text;
        }
    }

    /// Changes one place of a value, wherever in it.
    fn change(&mut self, value: &mut Value, other: &Value) {
        let mut place = value;
        // Some levels down, so that deep places are reached as often as shallow ones.
        for _ in 0..self.below(6) {
            let down = match place {
                Value::Array(items) => items.len(),
                Value::Object(fields) => fields.len(),
                _ => 0,
            };
            if down == 0 {
                break;
            }
            let index = self.below(down);
            place = match place {
                Value::Array(items) => &mut items[index],
                Value::Object(fields) => match fields.values_mut().nth(index) {
                    Some(field) => field,
                    None => return,
                },
                _ => return,
            };
        }
        match place {
            Value::Array(items) => self.change_list(items, other),
            Value::Object(fields) => self.change_object(fields, other),
            scalar => *scalar = self.scalar(scalar, other),
        }
    }

    fn change_list(&mut self, items: &mut Vec<Value>, other: &Value) {
        let place = self.below(items.len());
        match self.below(6) {
            0 if !items.is_empty() => drop(items.remove(place)),
            1 if !items.is_empty() => {
                let copies = self.pick(&[1, 2, 30, 2_000]);
                let item = items[place].clone();
                let copies = copies.min(200_000 / (1 + item.to_string().len()));
                items.extend(std::iter::repeat_n(item, copies));
            }
            2 if items.len() > 1 => {
                let from = self.below(items.len());
                items.swap(place, from);
            }
            3 => items.truncate(place),
            4 => items.clear(),
            _ => {
                let item = self.anywhere(other);
                items.insert(place, item);
            }
        }
    }

    fn change_object(&mut self, fields: &mut Map<String, Value>, other: &Value) {
        let keys: Vec<String> = fields.keys().cloned().collect();
        let key = if keys.is_empty() { "callflow".to_owned() } else { self.pick(&keys) };
        match self.below(4) {
            0 => drop(fields.remove(&key)),
            1 => {
                // Under the name of another.
                if let Some(value) = fields.remove(&key) {
                    fields.insert(self.pick(&keys), value);
                }
            }
            2 => drop(fields.insert(key, self.anywhere(other))),
            _ => {
                if let Some(value) = fields.get(&key).cloned() {
                    fields.insert(key, self.scalar(&value, other));
                }
            }
        }
    }

    fn scalar(&mut self, old: &Value, other: &Value) -> Value {
        let near = old.as_u64().map(|number| match self.below(3) {
            0 => number.saturating_add(1),
            1 => number.saturating_sub(1),
            _ => number.saturating_mul(2),
        });
        match (near, self.below(8)) {
            (Some(number), 0..3) => number.into(),
            (_, 0) => Value::Null,
            (_, 1) => self.anywhere(other),
            (_, 2) => self
                .pick(&["", "f", "a::b", "<lane>", "<overflow>", "</script>", "\u{202e}", "sync", "ok"])
                .into(),
            (_, 3) => self.pick(&[0.0, -1.0, 0.5, 1e-300, 1e19, 1e300]).into(),
            _ => self
                .pick(&[
                    0,
                    1,
                    2,
                    3,
                    9,
                    1 << 31,
                    u32::MAX.into(),
                    1 << 53,
                    1 << 61,
                    i64::MAX as u64,
                    1 << 63,
                    u64::MAX,
                ])
                .into(),
        }
    }

    /// A part of a value.
    fn anywhere(&mut self, value: &Value) -> Value {
        let mut place = value;
        for _ in 0..self.below(6) {
            let below: Vec<&Value> = match place {
                Value::Array(items) => items.iter().collect(),
                Value::Object(fields) => fields.values().collect(),
                _ => break,
            };
            if below.is_empty() {
                break;
            }
            place = below[self.below(below.len())];
        }
        place.clone()
    }

    /// Changes bytes without asking what they mean.
    fn damage(&mut self, mut text: Vec<u8>) -> String {
        for _ in 0..=self.below(3) {
            let place = self.below(text.len());
            match self.below(6) {
                0 => text.truncate(place),
                1 if place < text.len() => text[place] = self.word() as u8,
                2 => {
                    let token: &[u8] = self.pick(&[
                        b"\"",
                        b"\\",
                        b"{",
                        b"}",
                        b"[",
                        b"]",
                        b",",
                        b":",
                        b"-",
                        b"1e9",
                        b"null",
                        b"\\ud800",
                        b"\\u0000",
                        b"\xef\xbb\xbf",
                        b"\xff",
                        b" \n",
                        b"18446744073709551616",
                        b"0.1",
                        b"\"ok\":",
                        b"{}",
                    ]);
                    drop(text.splice(place..place, token.iter().copied()));
                }
                3 => {
                    let end = (place + self.below(40)).min(text.len());
                    let piece = text[place..end].to_vec();
                    let times = self.pick(&[1, 2, 1_000]);
                    drop(text.splice(place..place, piece.repeat(times)));
                }
                4 => {
                    let end = (place + self.below(200)).min(text.len());
                    drop(text.drain(place..end));
                }
                _ => {
                    let deep = self.pick(b"[{\"9 ");
                    let many = self.pick(&[10, 100_000]);
                    drop(text.splice(place..place, std::iter::repeat_n(deep, many)));
                }
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}
