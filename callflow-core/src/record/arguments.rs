//! The arguments of calls, as text, where a function offers them and its scope asks for them.

use std::{
    fmt::{self, Write as _},
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::thread::{Thread, quietly};
use crate::site::Site;

/// Characters that are kept of the arguments of one call.
const LENGTH: usize = 100;

/// Takes the arguments of one call, in words of their own: `table = "users", limit = 10`.
#[derive(Debug, Default)]
pub struct Arguments {
    text: String,
    chars: usize,
    full: bool,
}

impl Arguments {
    /// One argument under its name.
    pub fn debug(&mut self, name: &'static str, value: &dyn fmt::Debug) {
        let comma = if self.text.is_empty() { "" } else { ", " };
        // The only error is that there is no room left, which stops even a value that would print for ever.
        let _ = write!(self, "{comma}{name} = {value:?}");
    }
}

/// Refuses what goes beyond the length that is kept.
impl fmt::Write for Arguments {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.full {
            return Err(fmt::Error);
        }
        let room = LENGTH - self.chars;
        if let Some((end, _)) = text.char_indices().nth(room) {
            self.text.push_str(&text[..end]);
            self.text.push('…');
            self.full = true;
            return Err(fmt::Error);
        }
        self.text.push_str(text);
        self.chars += text.chars().count();
        Ok(())
    }
}

/// Offers the arguments of a call of `site` that is about to begin. `offer` runs only where the scope asks for them
/// and the call is going to be recorded, as far as this can be told before an async one is polled.
#[inline]
pub fn arguments(site: &'static Site, offer: impl FnOnce(&mut Arguments)) -> &'static Site {
    if Thread::with(Thread::wants_arguments) {
        let mut offer = Some(offer);
        take(site, &mut |arguments| {
            if let Some(offer) = offer.take() {
                offer(arguments);
            }
        });
    }
    site
}

/// Formats with calls going nowhere, whatever the user's `Debug` does: it may call traced functions, or panic.
#[cold]
fn take(site: &'static Site, offer: &mut dyn FnMut(&mut Arguments)) {
    if !Thread::with(|thread| thread.would_record(site)) {
        return;
    }
    let text = quietly(|| {
        let mut arguments = Arguments::default();
        if catch_unwind(AssertUnwindSafe(|| offer(&mut arguments))).is_err() {
            let _ =
                arguments.write_str(if arguments.text.is_empty() { "<panicked>" } else { ", <panicked>" });
        }
        arguments.text
    });
    Thread::with(|thread| thread.keep_arguments(site, text));
}
