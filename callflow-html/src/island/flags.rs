//! What a function is, as one number of a table. The page's script has the same bits (`ui/src/model.ts`).

const ASYNC: u64 = 1;
const LIBRARY: u64 = 2;
const ERRORS_OBSERVED: u64 = 4;

pub(super) fn flags(is_async: bool, is_library: bool, errors_observed: bool) -> u64 {
    [(is_async, ASYNC), (is_library, LIBRARY), (errors_observed, ERRORS_OBSERVED)]
        .into_iter()
        .filter_map(|(is_set, flag)| is_set.then_some(flag))
        .sum()
}
