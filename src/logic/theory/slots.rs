//! The parts that `every … has` asks for: whether a norm has them is read off its text.

use crate::model::{Clause, Cond, Join, Norm, SlotKind, Window};

/// Whether a norm has a part.
pub fn has_slot(norm: &Norm, slot: SlotKind) -> bool {
    match slot {
        SlotKind::Deadline => norm.window.as_ref().is_some_and(|it| closes(it, true)),
        SlotKind::End => {
            norm.window.as_ref().is_some_and(|it| closes(it, false))
                || norm.in_force.last().is_some_and(|days| days.until.is_some())
        }
        SlotKind::Exception => norm.unless != Cond::Any(Vec::new()),
        SlotKind::Remedy => norm.otherwise.is_some(),
        SlotKind::Source => !norm.cites.is_empty(),
        SlotKind::Safeguard(id) => norm.safeguards.contains(&id),
    }
}

/// Whether a window has an end; a deadline is one that does not only say for how long.
fn closes(window: &Window, deadline: bool) -> bool {
    let ends = |clause: &Clause| match clause {
        Clause::Within { .. }
        | Clause::Before(_)
        | Clause::NoLaterThan(_)
        | Clause::AtLeastBefore { .. } => true,
        Clause::Every { .. } => deadline,
        Clause::For { .. } | Clause::Until(_) => !deadline,
        Clause::From(_) | Clause::NoEarlierThan(_) | Clause::AtAllTimes => false,
    };
    match window.join {
        Join::And => window.clauses.iter().any(ends),
        Join::Or => window.clauses.iter().all(ends),
    }
}
