//! Words that are nearly one of the language.

use super::token::{WORDS, starts_item};

/// Whether a misspelt word is likely to be one with which an item begins.
pub(super) fn may_begin_item(word: &str) -> bool {
    closest_word(word)
        .is_some_and(|meant| WORDS.iter().any(|&(text, kind)| text == meant && starts_item(kind)))
}

/// The only reserved word at a distance of one edit.
pub(super) fn closest_word(word: &str) -> Option<&'static str> {
    if word.len() < 4 || word.len() > 20 {
        return None;
    }
    let mut close = WORDS.iter().map(|&(text, _)| text).filter(|text| one_edit_apart(text, word));
    let found = close.next()?;
    close.next().is_none().then_some(found)
}

/// Whether one letter changed, added, left out or swapped with its neighbour makes them equal.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    match (rest_a, rest_b) {
        ([], []) => true,
        ([x, y, a @ ..], [v, w, b @ ..]) if x == w && y == v && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}
