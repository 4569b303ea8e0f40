//! The attributes on `unsafe` functions, whose bodies may still do what they could.

#![cfg(feature = "enabled")]
#![expect(unsafe_code, reason = "unsafe functions are what is tested")]
#![deny(unsafe_op_in_unsafe_fn)]

use callflow::{Traced, trace, trace_async, trace_scope};

struct Words(Vec<u8>);

impl Words {
    /// # Safety
    /// `at` is less than the length.
    #[trace]
    unsafe fn get(&self, at: usize) -> Result<&u8, String> {
        // SAFETY: the caller's word.
        Ok(unsafe { self.0.get_unchecked(at) })
    }

    /// # Safety
    /// `at` is less than the length.
    #[trace_async]
    async unsafe fn get_later(&self, at: usize) -> u8 {
        // SAFETY: the caller's word.
        unsafe { *self.0.get_unchecked(std::future::ready(at).await) }
    }
}

/// # Safety
/// The pointer is valid.
#[trace]
unsafe extern "C" fn from_c(number: *const u32) -> u32 {
    // SAFETY: the caller's word.
    unsafe { *number }
}

/// # Safety
/// The pointer is valid.
#[trace]
#[allow(unsafe_op_in_unsafe_fn, reason = "as editions before 2024 have it")]
unsafe fn without_a_block(number: *const u32) -> Result<u32, String> {
    Ok(*number)
}

/// # Safety
/// The pointer is valid.
#[trace_async]
#[allow(unsafe_op_in_unsafe_fn, reason = "as editions before 2024 have it")]
async unsafe fn without_a_block_later(number: *const u32) -> u32 {
    *number
}

#[test]
fn unsafe_functions_stay_unsafe_and_are_recorded() {
    let words = Words(vec![7]);
    let number = 8;
    let Traced { value, graph } = trace_scope!(|| {
        // SAFETY: there is one word, and the pointer is that of a local.
        unsafe {
            (
                words.get(0).copied(),
                futures::executor::block_on(words.get_later(0)),
                from_c(&raw const number),
                without_a_block(&raw const number),
                futures::executor::block_on(without_a_block_later(&raw const number)),
            )
        }
    });
    assert_eq!(value, (Ok(7), 7, 8, Ok(8), 8));
    assert_eq!(
        graph.draw(),
        "Words::get\nWords::get_later\nfrom_c\nwithout_a_block\nwithout_a_block_later\n"
    );
}
