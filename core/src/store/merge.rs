//! Pairing what is stored with what was read again.

use std::cmp::Ordering;

/// One step of [`pairs`].
pub(super) enum Pair<Old, New> {
    /// Stored, and read again.
    Both(Old, New),
    /// Stored only.
    Gone(Old),
    /// Read only.
    Fresh(New),
}

/// Walks two lists, each in the order of `compare` and without repeated keys, side by side.
pub(super) fn pairs<Old, New>(
    old: Vec<Old>,
    new: Vec<New>,
    compare: impl Fn(&Old, &New) -> Ordering,
) -> impl Iterator<Item = Pair<Old, New>> {
    let mut old = old.into_iter().peekable();
    let mut new = new.into_iter().peekable();
    std::iter::from_fn(move || {
        let order = match (old.peek(), new.peek()) {
            (Some(a), Some(b)) => compare(a, b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        match order {
            Ordering::Less => old.next().map(Pair::Gone),
            Ordering::Greater => new.next().map(Pair::Fresh),
            Ordering::Equal => old.next().zip(new.next()).map(|(a, b)| Pair::Both(a, b)),
        }
    })
}
