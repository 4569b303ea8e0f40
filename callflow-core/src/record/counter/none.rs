//! Other processors have none that programs may read, or none that we know.

pub(crate) fn is_steady() -> bool {
    false
}

pub(crate) fn read() -> u64 {
    unreachable!("only a steady counter is read")
}
