//! The arguments of calls, as text, where a function offers them and its scope asks for them.

use std::fmt;

use crate::site::Site;

/// Takes the arguments of one call.
#[derive(Debug)]
pub struct Arguments(());

impl Arguments {
    /// One argument under its name.
    pub fn debug(&mut self, name: &'static str, value: &dyn fmt::Debug) {
        let _ = (name, value);
    }
}

/// Offers the arguments of a call of `site` that is about to begin; `offer` runs only where the scope asks for them.
#[inline]
pub fn arguments(site: &'static Site, offer: impl FnOnce(&mut Arguments)) -> &'static Site {
    let _ = offer;
    site
}
