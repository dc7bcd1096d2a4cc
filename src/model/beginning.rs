//! The act with which a window begins, where that is not in it.
//!
//! `must not publish(Report) for 30 days after publish(Report)` forbids to do so again, and not what it begins with; and who
//! may publish for 3 days after giving notice may do so after that.

use super::{
    Act, ActionId, Clause, Modal, Model, Norm, Occurrence, Point, Status, StatusModal, Term, Window,
};

/// After which acts a window begins that are not in it themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning<'m> {
    /// The window includes what it begins with.
    Included,
    /// It begins right after this act.
    After(ActionId),
    /// It does where each of these stands for the other: then the act is what the norm is about.
    AfterWhere(ActionId, Pairs<'m>),
    /// It begins right after whatever act begins it.
    AfterActs,
}

/// Names of those with whom an act is done, each beside another by which the same one may be meant. An act with more that differ
/// is taken to be another.
pub type Pairs<'m> = [Option<(&'m Term, &'m Term)>; 8];

/// Whether what begins a window is not in it itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BeginsAfter<'m> {
    /// It is in it.
    Never,
    /// It is not.
    Always,
    /// It is not where each of these stands for the other.
    Where(Pairs<'m>),
}

impl<'m> Beginning<'m> {
    /// Whether what a clause begins with is not in its window.
    pub fn after(self, clause: &Clause) -> BeginsAfter<'m> {
        let Some(Point::Occurrence(Occurrence::Act { action, .. })) = clause.opening() else {
            return BeginsAfter::Never;
        };
        match self {
            Beginning::After(own) if own == *action => BeginsAfter::Always,
            Beginning::AfterWhere(own, pairs) if own == *action => BeginsAfter::Where(pairs),
            Beginning::AfterActs => BeginsAfter::Always,
            _ => BeginsAfter::Never,
        }
    }
}

impl Model {
    /// How the window of a norm begins.
    pub fn beginning<'m>(&self, norm: &'m Norm) -> Beginning<'m> {
        self.beginning_of(norm.modal, &norm.bearer, &norm.acts, norm.window.as_ref())
    }

    /// How the window of a sentence begins that speaks of a norm.
    pub fn asserted_beginning<'m>(&self, status: &'m Status) -> Beginning<'m> {
        let StatusModal::Is { modal, .. } = status.modal else { return Beginning::Included };
        let window = status.window.as_ref();
        let mut all = status
            .bearers
            .iter()
            .map(|bearer| self.beginning_of(modal, bearer, &status.acts, window));
        all.find(|it| *it != Beginning::Included).unwrap_or(Beginning::Included)
    }

    fn beginning_of<'m>(
        &self,
        modal: Modal,
        bearer: &'m Term,
        acts: &'m [Act],
        window: Option<&'m Window>,
    ) -> Beginning<'m> {
        let clauses = window.into_iter().flat_map(|window| &window.clauses);
        let own = clauses.filter_map(|clause| match clause.opening()? {
            Point::Occurrence(Occurrence::Act { by, action, args }) => {
                let own = acts.iter().filter_map(|act| self.done_with(act, *action));
                let own = own.map(|own| [&[bearer], &*own].concat());
                let theirs: Vec<&Term> = std::iter::once(by).chain(args).collect();
                own.filter_map(|own| begins_after(*action, &own, &theirs)).min_by_key(is_unsure)
            }
            _ => None,
        });
        match modal {
            Modal::May => Beginning::AfterActs,
            Modal::MustNot => own.min_by_key(is_unsure).unwrap_or(Beginning::Included),
            _ => Beginning::Included,
        }
    }

    /// With whom an act is done, if it is this one; those left out where it is done to whomever.
    fn done_with<'t>(&self, act: &'t Act, done: ActionId) -> Option<Vec<&'t Term>> {
        let Act::Do { action, args } = act else { return None };
        match self.towards_anybody.get(&done) {
            Some((whole, left_out)) => (whole == action).then(|| {
                let kept = args.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
                kept.map(|(_, arg)| arg).collect()
            }),
            None => (*action == done).then(|| args.iter().collect()),
        }
    }
}

fn is_unsure(beginning: &Beginning<'_>) -> bool {
    matches!(beginning, Beginning::AfterWhere(..))
}

/// How a window begins with an act by and with these, of a norm that is about the same act by and with those. Two individuals
/// are two; any other two names may be of one: the case tells.
fn begins_after<'m>(
    action: ActionId,
    own: &[&'m Term],
    theirs: &[&'m Term],
) -> Option<Beginning<'m>> {
    if own.len() != theirs.len() {
        return None;
    }
    let mut pairs: Pairs<'m> = [None; 8];
    let mut open = pairs.iter_mut();
    for (&own, &theirs) in own.iter().zip(theirs).filter(|(own, theirs)| own != theirs) {
        if matches!((own, theirs), (Term::Individual(_), Term::Individual(_))) {
            return None;
        }
        *open.next()? = Some((own, theirs));
    }
    Some(match pairs[0] {
        None => Beginning::After(action),
        Some(_) => Beginning::AfterWhere(action, pairs),
    })
}
