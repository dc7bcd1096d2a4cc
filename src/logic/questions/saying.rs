//! What keeps a duty from saying what another says, whatever their sentences: it asks for nothing, or for less, in some
//! case in which the other does not.

use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::logic::theory::partners::anchoring_actions;
use crate::model::{ActionId, Norm, Window};

/// Whether another norm asks for something whenever this one does, as far as acts decide: what hangs on an act that
/// is never done asks for nothing. `is_one` tells which acts are one.
pub(super) fn hangs_on_no_more(
    own: &Norm,
    other: &Norm,
    is_one: impl Fn(ActionId, ActionId) -> bool,
) -> bool {
    let own: Vec<ActionId> = anchoring_actions(own).collect();
    anchoring_actions(other).all(|there| own.iter().any(|&here| is_one(here, there)))
}

/// Whether what must not be done early for this norm must not for the other: within its window that begins no
/// earlier, and forbids all that comes before.
pub(super) fn waits_as_long(own: &Norm, other: &Norm) -> bool {
    !forbids_earlier(own.window.as_ref()) || forbids_earlier(other.window.as_ref())
}

/// Whether another duty asks for as long as this one: what has a last moment asks for nothing after it, whether it was done
/// or not.
pub(super) fn asks_as_long(own: &Norm, other: &Norm) -> bool {
    let ends = other.window.as_ref().is_some_and(Window::has_last_moment);
    own.window.is_some() || !ends || shape(other) == Shape::Standing
}
