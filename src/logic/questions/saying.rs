//! What keeps a duty from saying what another says, whatever their sentences: it asks for nothing, or for less, in some
//! case in which the other does not.

use crate::logic::applies::lengths::fixed_minutes;
use crate::logic::applies::window::{Shape, forbids_earlier, shape};
use crate::logic::theory::partners::anchoring_actions;
use crate::model::{ActionId, Clause, Length, Norm, Window};

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

/// Whether each stretch of a window that recurs holds one of another, which is like it but for the length of its stretches.
pub(super) fn comes_as_often(often: &Window, window: &Window) -> bool {
    let (often, window) = (often.in_small_units(), window.in_small_units());
    let is_like = |(it, own): (&Clause, &Clause)| match (it, own) {
        (Clause::Every { length, from }, Clause::Every { length: own, from: start }) => {
            from == start && each_holds_one(own, length)
        }
        _ => it == own,
    };
    often.join == window.join
        && often.clauses.len() == window.clauses.len()
        && often.clauses.iter().zip(&window.clauses).all(is_like)
}

/// Whether each stretch of the one length holds a stretch of the other, if both are laid end to end from one point.
fn each_holds_one(long: &Length, short: &Length) -> bool {
    if long == short {
        return true;
    }
    let (Length::Fixed { count: long, unit }, Length::Fixed { count: short, unit: other }) =
        (long, short)
    else {
        return false;
    };
    let (long, short) = (u64::from(*long), u64::from(*short));
    if unit != other || short == 0 {
        return false;
    }
    // Months that are counted from the last of one fall out of step with others, unless they begin with them.
    let in_step = long % short == 0;
    in_step || fixed_minutes(*unit).is_some() && (long >= 2 * short || all_hold_one(long, short))
}

/// The same of stretches that come back to where they were together.
fn all_hold_one(long: u64, short: u64) -> bool {
    long > short
        && (0..short).all(|number| {
            let start = number * long;
            start.div_ceil(short) * short + short <= start + long
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Unit;

    #[test]
    fn a_longer_stretch_holds_a_shorter_one_if_the_two_never_cross() {
        let holds = |long, short, unit| {
            let fixed = |count| Length::Fixed { count, unit };
            each_holds_one(&fixed(long), &fixed(short))
        };
        assert!(holds(24, 12, Unit::Months));
        assert!(!holds(12, 24, Unit::Months));
        assert!(!holds(3, 2, Unit::Months));
        assert!(holds(3, 2, Unit::Minutes));
        assert!(!holds(4, 3, Unit::Minutes));
        assert!(holds(7, 3, Unit::Minutes));
    }
}
