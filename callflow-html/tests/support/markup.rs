//! A strict reader of the pages' own markup: no leniency, so that whatever a browser would have to guess at
//! fails here.

/// An element with its attributes and the text directly inside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// Its own text and that of everything below, decoded.
    pub text: String,
    /// The number of elements around it.
    pub depth: usize,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.0 == name).map(|attribute| attribute.1.as_str())
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

const VOID: [&str; 2] = ["meta", "input"];

/// Every element of a page in the order of their start tags.
pub fn elements(page: &str) -> Vec<Element> {
    let mut rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    while !rest.is_empty() {
        let text = rest.find('<').unwrap_or(rest.len());
        let decoded = decode(&rest[..text]);
        for &element in &open {
            // Only small elements are asked for their text; the page's would be copied thousands of times.
            if elements[element].text.len() < 50_000 {
                elements[element].text.push_str(&decoded);
            }
        }
        rest = &rest[text..];
        if let Some(end) = rest.strip_prefix("</") {
            let (name, after) = end.split_once('>').expect("an end tag that ends");
            let closed = open.pop().expect("an element to close");
            assert_eq!(elements[closed].name, name, "closed in order");
            rest = after;
        } else if rest.starts_with('<') {
            let (mut element, self_closed, after) = start_tag(&rest[1..]);
            element.depth = open.len();
            rest = after;
            if matches!(element.name.as_str(), "script" | "style") {
                let end = rest.find(&format!("</{}", element.name)).expect("raw text that ends");
                rest[..end].clone_into(&mut element.text);
                rest = &rest[end..];
            }
            let is_void = VOID.contains(&element.name.as_str());
            elements.push(element);
            if !self_closed && !is_void {
                open.push(elements.len() - 1);
            }
        }
    }
    assert!(open.is_empty(), "every element is closed");
    elements
}

/// The element of a start tag, whether it closes itself, and what follows.
fn start_tag(tag: &str) -> (Element, bool, &str) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let end = tag.find(|c| !is_name(c)).expect("a tag that ends");
    assert!(end > 0, "a tag has a name: {:?}", &tag[..tag.len().min(40)]);
    let mut element = Element { name: tag[..end].to_owned(), ..Element::default() };
    let mut rest = &tag[end..];
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix("/>") {
            return (element, true, after);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (element, false, after);
        }
        let end = rest.find(|c: char| !is_name(c) && c != ':').expect("an attribute that ends");
        assert!(end > 0, "an attribute has a name: {:?}", rest.chars().take(40).collect::<String>());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let (text, after) = quoted.split_once('"').expect("a value that ends");
            value = decode(text);
            rest = after;
        }
        element.attributes.push((name, value));
    }
}

/// Text with its character references replaced; there are only those that the pages and askama write.
fn decode(text: &str) -> String {
    assert!(!text.contains(['<', '>']), "no bare angle bracket in text: {text:?}");
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(place) = rest.find('&') {
        decoded.push_str(&rest[..place]);
        let (reference, after) = rest[place + 1..].split_once(';').expect("a reference that ends");
        decoded.push(match reference {
            "#38" | "amp" => '&',
            "#60" | "lt" => '<',
            "#62" | "gt" => '>',
            "#34" => '"',
            "#39" => '\'',
            other => panic!("an unknown reference: {other}"),
        });
        rest = after;
    }
    decoded + rest
}
