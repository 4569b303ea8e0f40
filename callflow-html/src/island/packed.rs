//! Large texts: deflated, in base64.

use miniz_oxide::deflate::compress_to_vec_zlib;

/// More effort takes several times as long and saves a few percent.
const EFFORT: u8 = 4;

/// `text` as a browser's `DecompressionStream("deflate")` reads it, after base64.
pub(super) fn packed(text: &str) -> String {
    base64(&compress_to_vec_zlib(text.as_bytes(), EFFORT))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, place| bits << 8 | usize::from(*group.get(place).unwrap_or(&0)));
        for digit in 0..4 {
            let is_filled = digit <= group.len();
            text.push(if is_filled { char::from(DIGITS[bits >> (18 - 6 * digit) & 63]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn base64_is_that_of_everybody_else() {
        for length in 0..20 {
            let bytes: Vec<u8> = (0..length).map(|byte: u8| byte.wrapping_mul(37)).collect();
            assert_eq!(base64(&bytes), STANDARD.encode(&bytes));
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        let text = "callflow ".repeat(1_000);
        let packed = STANDARD.decode(packed(&text)).unwrap();
        assert_eq!(miniz_oxide::inflate::decompress_to_vec_zlib(&packed).unwrap(), text.as_bytes());
    }
}
