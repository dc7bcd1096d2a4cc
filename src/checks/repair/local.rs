//! Whose text it is to change: who drafts the later or the narrower text does not rewrite the law that it meets.

use super::{Clash, Seeking};
use crate::diagnostics::{Edit, Fix};
use crate::model::{Day, Norm, NormId, Term};

impl Seeking<'_> {
    /// Whether a fix edits a norm of a clash that stands over all others in it.
    pub(super) fn changes_another_law(&self, clash: &Clash<'_>, fix: &Fix) -> bool {
        clash.norms.iter().filter(|&&norm| self.edits(fix, norm)).any(|&norm| {
            let mut others = clash.norms.iter().filter(|&&other| other != norm).peekable();
            others.peek().is_some() && others.all(|&other| self.stands_over(norm, other))
        })
    }

    /// Whether a fix edits a norm that is harder to change than another member: one that is law where the other is
    /// proposed, or else one of a treaty, or of an instrument that was in force before.
    pub(super) fn changes_settled_law(&self, clash: &Clash<'_>, fix: &Fix) -> bool {
        let model = self.model();
        let settled = |norm: NormId| {
            let instrument = &model.instruments[model.norms[norm].instrument];
            (!instrument.proposed, instrument.binds_parties_only())
        };
        let since = |norm: NormId| {
            let instrument = &model.instruments[model.norms[norm].instrument];
            instrument.in_force.first().and_then(|days| days.from)
        };
        let outlasts = |norm: NormId, other: NormId| {
            settled(norm) > settled(other)
                || settled(norm) == settled(other) && is_older(since(norm), since(other))
        };
        let is_settled = |norm: NormId| {
            let own = model.norms[norm].instrument;
            let mut others = clash.norms.iter().filter(|&&it| model.norms[it].instrument != own);
            others.any(|&other| outlasts(norm, other))
        };
        clash.norms.iter().any(|&norm| self.edits(fix, norm) && is_settled(norm))
    }

    /// Whether an edit lies in a norm; what is added before it is none.
    fn edits(&self, fix: &Fix, norm: NormId) -> bool {
        let span = self.model().norms[norm].span;
        let inside = |edit: &Edit| span.covers(edit.span) && span.start < edit.span.start;
        fix.edits.iter().any(inside)
    }

    /// Whether the text of one norm is not for those to change who draft the other: it stands in another instrument,
    /// which has the higher rank, is a treaty, or says which law may be made; or, where no order ranks both, it binds
    /// anybody where the other binds somebody, is law where the other is proposed, or is the older one.
    pub(super) fn stands_over(&self, norm: NormId, other: NormId) -> bool {
        let norms = &self.model().norms;
        let (own, its) = (norms[norm].instrument, norms[other].instrument);
        let headed = |it| self.model().instruments[it].name.is_some();
        if own == its || !headed(own) || !headed(its) {
            return false;
        }
        let by_rank = (self.stands_above(own, its), self.stands_above(its, own));
        let by_matter = (self.model().is_about_law(norm), self.model().is_about_law(other));
        for (own, its) in [by_rank, by_matter] {
            if own != its {
                return own;
            }
        }
        if self.share_an_order(own, its) {
            return false;
        }
        let is_law = |it| !self.model().instruments[it].proposed;
        let by_bearer = (!is_local(&norms[norm]), !is_local(&norms[other]));
        let by_state = (is_law(own), is_law(its));
        for (own, its) in [by_bearer, by_state] {
            if own != its {
                return own;
            }
        }
        is_older(begin(&norms[norm]), begin(&norms[other]))
    }
}

/// Whether a norm binds one certain participant.
fn is_local(norm: &Norm) -> bool {
    matches!(norm.bearer, Term::Individual(_))
}

/// Whether one is known to be the older: a text without dates says nothing of its age.
fn is_older(own: Option<Day>, its: Option<Day>) -> bool {
    own.zip(its).is_some_and(|(own, its)| own < its)
}

/// The first day in force, where it is said.
fn begin(norm: &Norm) -> Option<Day> {
    norm.in_force.first().and_then(|days| days.from)
}
