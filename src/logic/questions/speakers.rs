//! Which norms say so in the case that answers a question.

use std::collections::BTreeSet;

use crate::logic::case::witness::Witness;
use crate::logic::theory::Theory;
use crate::model::{
    Assertion, AssertionKind, Modal, NormId, ParticipantId, Situation, StatusModal,
};

impl Theory<'_> {
    /// The norms that together say so in the case: without one of them they would not. None where none do, or where the case
    /// cannot be looked at so.
    pub(super) fn speakers(&self, question: &Assertion, witness: &Witness) -> Vec<NormId> {
        let about: Vec<NormId> = self.about(question).into_iter().collect();
        let situation = self.filled(&witness.whole);
        if self.can_be_replayed(&situation, &about).is_err() {
            return Vec::new();
        }
        let mut heard = Hearing {
            theory: self,
            question,
            situation: &situation,
            env: env(question, witness),
            about: &about,
            silent: BTreeSet::new(),
            needed: Vec::new(),
        };
        if !heard.says_without(&BTreeSet::new()) {
            return Vec::new();
        }
        let wholes: BTreeSet<NormId> = about.iter().map(|&norm| self.model.whole(norm)).collect();
        heard.leave_out(&wholes.into_iter().collect::<Vec<_>>());
        heard.needed.sort();
        heard.needed
    }

    /// Of a permission the ban, and the other way round. (Of a duty towards anybody, to be spared it towards somebody is none.)
    pub fn opposite(question: &Assertion) -> Option<Assertion> {
        let mut question = question.clone();
        let AssertionKind::Expect { status, .. } = &mut question.kind else { return None };
        let StatusModal::Is { modal, .. } = &mut status.modal else { return None };
        *modal = match modal {
            Modal::May => Modal::MustNot,
            Modal::MustNot => Modal::May,
            _ => return None,
        };
        Some(question)
    }
}

/// Whom the case has for the participants of a question; whoever is *some* is not chosen.
pub(super) fn env(question: &Assertion, witness: &Witness) -> Vec<Option<ParticipantId>> {
    let mut participants = witness.members[0].iter().copied();
    let vars = question.scope.vars.iter();
    vars.map(|var| if var.some { None } else { participants.next() }).collect()
}

/// A case in which some norms are asked, and others are not.
struct Hearing<'a, 'm> {
    theory: &'a Theory<'m>,
    question: &'a Assertion,
    situation: &'a Situation,
    env: Vec<Option<ParticipantId>>,
    about: &'a [NormId],
    silent: BTreeSet<NormId>,
    needed: Vec<NormId>,
}

impl Hearing<'_, '_> {
    fn says_without(&self, silent: &BTreeSet<NormId>) -> bool {
        let world = self.theory.world(self.situation, self.about).with_silent(silent);
        world.comes_true(self.question, self.env.clone()) == Ok(true)
    }

    /// Leaves out those without whom it is still said, by halves: of many norms few speak. The first ones stay longest.
    fn leave_out(&mut self, norms: &[NormId]) {
        let aspects = norms.iter().flat_map(|&norm| self.theory.itself_and_aspects(norm));
        let fewer: BTreeSet<NormId> = self.silent.iter().copied().chain(aspects).collect();
        if self.says_without(&fewer) {
            self.silent = fewer;
            return;
        }
        match norms.split_at(norms.len() / 2) {
            ([], [norm]) => self.needed.push(*norm),
            (first, last) => {
                self.leave_out(last);
                self.leave_out(first);
            }
        }
    }
}
