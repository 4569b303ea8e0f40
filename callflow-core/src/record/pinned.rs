//! Futures that are pinned side by side.
#![expect(unsafe_code, reason = "no safe call leads from a pinned slice to one of its items")]

use std::pin::Pin;

/// A fixed number of items at one address each, from the first use to the end.
pub(crate) struct Pinned<T>(Pin<Box<[T]>>);

impl<T> Pinned<T> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The item of that number.
    #[inline]
    pub(crate) fn get(&mut self, index: usize) -> Option<Pin<&mut T>> {
        let items = self.0.as_mut();
        if index >= items.len() {
            return None;
        }
        // SAFETY: an item does not move unless its slice does, which is pinned, in a box that nobody else can reach.
        Some(unsafe { items.map_unchecked_mut(|items| &mut items[index]) })
    }
}

impl<T> FromIterator<T> for Pinned<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect::<Box<[T]>>().into())
    }
}

#[cfg(test)]
mod tests {
    use std::marker::PhantomPinned;

    use super::*;

    #[test]
    fn items_stay_where_they_are_when_their_owner_moves() {
        let mut items: Pinned<(u8, PhantomPinned)> = (0..3).map(|number| (number, PhantomPinned)).collect();
        let places = |items: &mut Pinned<(u8, PhantomPinned)>| {
            [0, 1, 2, 3].map(|index| items.get(index).map(|item| (item.0, &raw const item.0)))
        };
        let before = places(&mut items);
        assert_eq!(places(&mut Box::new(items)), before);
        assert_eq!(before.map(|item| item.map(|(number, _)| number)), [Some(0), Some(1), Some(2), None]);
    }
}
