//! The act with which a window begins, where that is not in it.
//!
//! `must not publish(Report) for 30 days after publish(Report)` forbids to do so again, and not what it begins with; and who
//! may publish for 3 days after giving notice may do so after that.

use super::{Act, ActionId, Clause, Modal, Model, Norm, Occurrence, Point, Status, StatusModal};
use super::{Term, Window};

/// After which acts a window begins that are not in it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// The window includes what it begins with.
    Included,
    /// It begins right after this act.
    After(ActionId),
    /// It begins right after whatever act begins it.
    AfterActs,
}

impl Beginning {
    /// Whether what a clause begins with is not in its window.
    pub fn is_after(self, clause: &Clause) -> bool {
        let Some(Point::Occurrence(Occurrence::Act { action, .. })) = clause.opening() else {
            return false;
        };
        match self {
            Beginning::Included => false,
            Beginning::After(own) => own == *action,
            Beginning::AfterActs => true,
        }
    }
}

impl Model {
    /// How the window of a norm begins.
    pub fn beginning(&self, norm: &Norm) -> Beginning {
        self.beginning_of(norm.modal, &norm.bearer, &norm.acts, norm.window.as_ref())
    }

    /// How the window of a sentence begins that speaks of a norm.
    pub fn asserted_beginning(&self, status: &Status) -> Beginning {
        let StatusModal::Is { modal, .. } = status.modal else { return Beginning::Included };
        let window = status.window.as_ref();
        let mut all = status
            .bearers
            .iter()
            .map(|bearer| self.beginning_of(modal, bearer, &status.acts, window));
        all.find(|it| *it != Beginning::Included).unwrap_or(Beginning::Included)
    }

    fn beginning_of(
        &self,
        modal: Modal,
        bearer: &Term,
        acts: &[Act],
        window: Option<&Window>,
    ) -> Beginning {
        let clauses = window.into_iter().flat_map(|window| &window.clauses);
        let mut own = clauses.filter_map(|clause| match clause.opening()? {
            Point::Occurrence(Occurrence::Act { by, action, args }) => {
                let is_own =
                    by == bearer && acts.iter().any(|act| self.is_done(act, *action, args));
                is_own.then_some(*action)
            }
            _ => None,
        });
        match modal {
            Modal::May => Beginning::AfterActs,
            Modal::MustNot => own.next_back().map_or(Beginning::Included, Beginning::After),
            _ => Beginning::Included,
        }
    }

    /// Whether an act is the one that is done, to whomever where that is left out.
    fn is_done(&self, act: &Act, done: ActionId, with: &[Term]) -> bool {
        let Act::Do { action, args } = act else { return false };
        match self.towards_anybody.get(&done) {
            Some((whole, left_out)) => {
                let kept = args.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
                whole == action && kept.map(|(_, arg)| arg).eq(with)
            }
            None => *action == done && *args == with,
        }
    }
}
