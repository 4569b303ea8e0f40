//! The styles and scripts that every page carries inside.

/// A file of `assets/`, printed into an element of its own.
pub(crate) struct Asset {
    /// Its name in `assets/`.
    pub(crate) name: &'static str,
    /// Its text, to be printed as it is.
    pub(crate) text: &'static str,
    /// SHA-256 of the text in base64: what the page's content security policy lets through.
    ///
    /// `CALLFLOW_BLESS=1 cargo test -p callflow-html --lib assets` writes the right ones into this file.
    pub(crate) sha256: &'static str,
    /// Where it stands in the page.
    pub(crate) place: Place,
    /// On which pages it is.
    subject: Subject,
}

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// One graph.
    Recording,
    /// Two sides.
    Comparison,
}

/// Where an asset stands in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A `<style>` of the head.
    Style,
    /// A `<script>` of the head, run before anything is drawn.
    Script,
}

macro_rules! assets {
    ($($place:ident $subject:ident, $name:literal $sha256:literal,)*) => {
        [$(Asset {
            name: $name,
            text: include_str!(concat!("../assets/", $name)),
            sha256: $sha256,
            place: Place::$place,
            subject: Subject::$subject,
        }),*]
    };
}

/// Every asset, in the order of the page.
static ASSETS: [Asset; 4] = assets![
    Style Recording, "callflow.css" "jnSEwyfKi+ClIlkuNykVFxASqg15sjgnFlFXNumGnaQ=",
    Script Recording, "callflow.js" "FwzH1wesqWGblj5tlfPnMd3L/7GkgKOGQ4NfI3uA99I=",
    Style Comparison, "comparison.css" "XMstui+dbbiJtQkmWz/dyHqKHrAJOn7+t+dqjkkCWlk=",
    Script Comparison, "comparison.js" "uwnuN4UC0oC97Y2C1Ftvyd8B0j2dEe5nqayOX7UsBtw=",
];

/// The assets of one place of a page, in their order.
pub(crate) fn at(place: Place, subject: Subject) -> Vec<&'static Asset> {
    ASSETS.iter().filter(|asset| asset.place == place && asset.subject == subject).collect()
}

/// The content security policy that lets through exactly the page's assets and no network at all.
///
/// A picture is made from a drawing by way of an image whose address is the drawing itself, and large graphs are laid
/// out by a worker whose script is part of the page's.
pub(crate) fn policy(subject: Subject) -> String {
    let hashes = |place| {
        let allowed = at(place, subject).into_iter().map(|asset| format!("'sha256-{}'", asset.sha256));
        allowed.collect::<Vec<_>>().join(" ")
    };
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data: blob:; worker-src blob:; base-uri 'none'; \
         form-action 'none'",
        hashes(Place::Style),
        hashes(Place::Script),
    )
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn every_hash_is_that_of_its_file() {
        let this = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/assets.rs");
        let mut source = fs::read_to_string(&this).unwrap();
        let mut stale = Vec::new();
        for asset in &ASSETS {
            let right = STANDARD.encode(Sha256::digest(asset.text));
            if right != asset.sha256 {
                let line = |hash: &str| format!("\"{}\" \"{hash}\",", asset.name);
                source = source.replace(&line(asset.sha256), &line(&right));
                stale.push(line(&right));
            }
        }
        if env::var_os("CALLFLOW_BLESS").is_some() && !stale.is_empty() {
            fs::write(this, source).unwrap();
        } else {
            assert!(stale.is_empty(), "stale hashes; run with CALLFLOW_BLESS=1 to write {stale:#?}");
        }
    }

    #[test]
    fn no_asset_can_end_its_own_element_or_reach_out() {
        for asset in &ASSETS {
            // Names of kinds of markup look like addresses, and nothing is ever asked of them.
            let text = asset.text.replace("http://www.w3.org/", "").to_lowercase();
            for never in ["</s", "<!--", "http:", "https:", "//cdn", "@import", "innerhtml", "\r"] {
                assert!(!text.contains(never), "{}: {never:?}", asset.name);
            }
        }
    }
}
