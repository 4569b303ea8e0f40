//! A crate that knows the facade only through another one, by its path or by a macro.

#![forbid(unsafe_code)]

use callflow_test_reexporting::{callflow::trace, handler};

/// By its path.
///
/// # Errors
/// For what is no number.
#[trace(crate = callflow_test_reexporting::callflow)]
pub fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

handler! {
    /// By a macro of the other crate.
    ///
    /// # Errors
    /// For what is no number.
    pub async fn later(text: String) -> Result<u32, std::num::ParseIntError> {
        std::future::ready(parse(&text)?).await.to_string().parse()
    }
}

handler! {
    /// Without `async`.
    #[must_use]
    pub fn now(number: u32) -> u32 {
        number + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use callflow_test_reexporting::callflow::trace_scope_async;

    #[test]
    fn calls_are_recorded_by_way_of_the_other_crate() {
        let work = async { (later("1".to_owned()).await, later("x".to_owned()).await.is_err(), now(1)) };
        let traced = futures::executor::block_on(trace_scope_async!(work));
        assert_eq!(traced.value, (Ok(1), true, 2));
        assert_eq!(traced.graph.draw(), "later ×2, 1 ok, 1 error\n  parse ×2, 1 ok, 1 error\nnow\n");
    }
}
