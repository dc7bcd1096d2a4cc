//! What laws say of times: whoever requires an act within three days requires it within five, whoever forbids it for
//! ten days forbids it for five.

use super::law_rules::{act_for, counts, maker_and, tie_to_narrower, trim};
use super::laws::say_the_same;
use crate::model::{
    ActionId, Calendar, Clause, Cond, Law, LegislativeVerb, Length, Minute, Model, Point, Unit,
    Window,
};

/// A law that forbids or permits for good does so at any time; and whoever does so at any time does it for a time. What
/// is required within some time, or all the time, is required.
pub(super) fn tie_to_other_times(model: &mut Model, id: ActionId, law: &Law) -> Vec<ActionId> {
    if law.sentence.window.is_none() {
        let for_good = law.for_a_time && !law.in_part;
        let for_good = for_good.then(|| Law { for_a_time: false, ..law.clone() });
        return for_good.map(|it| tie_to_narrower(model, (id, law), it)).into_iter().collect();
    }
    // Whom the cases name stands behind those whom the TIME does: these laws are tied by way of those of all cases.
    if !law.is_unconditional() {
        return Vec::new();
    }
    let mut timeless = law.clone();
    timeless.sentence.window = None;
    let params = trim(&mut timeless);
    let (scope, args) = maker_and(law);
    let few = args[..params].to_vec();
    let mut tied = Vec::new();
    let for_a_time = law.verb != LegislativeVerb::Require;
    let some = act_for(model, Law { for_a_time, ..timeless.clone() }, params);
    counts(model, law, &scope, (id, args.clone()), (some, few.clone()), Cond::TRUE);
    tied.push(some);
    if for_a_time && !law.in_part {
        let all = act_for(model, timeless, params);
        counts(model, law, &scope, (all, few), (id, args), Cond::TRUE);
        tied.push(all);
    }
    tied
}

/// Adds rules between laws that differ only in how long the time is of which they speak.
pub(super) fn tie_times(model: &mut Model) {
    let timed = model.laws.iter().filter(|(_, law)| law.sentence.window.is_some());
    let timed: Vec<(ActionId, Law)> = timed.map(|(id, law)| (*id, law.clone())).collect();
    for (id, law) in &timed {
        for (other, wider) in &timed {
            if id != other && says_in_time(law, wider) {
                let (scope, args) = maker_and(law);
                counts(model, law, &scope, (*id, args.clone()), (*other, args), Cond::TRUE);
            }
        }
    }
}

/// Whether the first law says what the second does, but for a time that is shorter, or longer.
fn says_in_time(law: &Law, other: &Law) -> bool {
    let (Some(own), Some(theirs)) = (&law.sentence.window, &other.sentence.window) else {
        return false;
    };
    let mut alike = law.clone();
    alike.sentence.window = Some(theirs.clone());
    let Some(shorter) = is_shorter(own, theirs) else { return false };
    // A deadline inside another meets it. All else is said of the whole time; of a permission in part, those tell that
    // permit the whole act.
    let wants_shorter = law.verb == LegislativeVerb::Require && !own.is_standing();
    !law.in_part && shorter == wants_shorter && say_the_same(&alike, other)
}

/// Whether two windows differ only in one length, and the first is the shorter.
fn is_shorter(own: &Window, other: &Window) -> Option<bool> {
    let ([one], [two]) = (own.clauses.as_slice(), other.clauses.as_slice()) else { return None };
    let ((ours, from), (theirs, other_from)) = (length_of(one)?, length_of(two)?);
    let ((ours, unit), (theirs, other_unit)) = (measured(ours)?, measured(theirs)?);
    let alike = std::mem::discriminant(one) == std::mem::discriminant(two);
    let comparable = alike && from == other_from && unit == other_unit && ours != theirs;
    comparable.then_some(ours < theirs)
}

/// How long the time of a clause is, and from where it runs.
fn length_of(clause: &Clause) -> Option<(&Length, &Point)> {
    match clause {
        Clause::Within { length, of } => Some((length, of)),
        Clause::For { length, after } => Some((length, after)),
        Clause::NoLaterThan(Point::After { length, of }) => Some((length, of)),
        _ => None,
    }
}

/// A length in minutes, months or working days: those of one measure can be compared.
fn measured(length: &Length) -> Option<(i64, Unit)> {
    let Length::Fixed { count, unit } = length else { return None };
    let count = i64::from(*count);
    Some(match unit {
        Unit::Years => (count * 12, Unit::Months),
        Unit::Months | Unit::WorkingDays => (count, *unit),
        _ => (Calendar::default().add(Minute(0), count, *unit).0, Unit::Minutes),
    })
}
