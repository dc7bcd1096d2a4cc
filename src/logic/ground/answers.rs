//! Takes yes-or-no questions out of a formula: "whatever the answers, …" becomes a formula without them.

use super::formula::{AtomId, Formula};
use super::query::{Grounded, Query};
use super::universe::{Atom, Node};
use crate::logic::Limit;
use crate::logic::limits::FORMULA_SIZE;
use crate::model::{AttributeId, AttributeType};

impl Query<'_> {
    /// The formula holds for all answers to these questions that can be given together.
    pub(super) fn whatever_answers(&mut self, formula: Formula, questions: &[AtomId]) -> Grounded {
        let mut formula = self.cannot_be(questions).or(formula);
        let mut open = questions.to_vec();
        while let Some(place) = rarest(&open, &formula) {
            formula = whichever(open.remove(place), &formula);
            self.spend(formula.size());
            if formula.size() > FORMULA_SIZE {
                return Err(Limit::FreeChoice);
            }
        }
        Ok(formula)
    }

    /// The sorts and values that the answers give contradict each other.
    fn cannot_be(&self, questions: &[AtomId]) -> Formula {
        let mut ways = Vec::new();
        for (place, &a) in questions.iter().enumerate() {
            for &b in &questions[place + 1..] {
                ways.extend(self.exclude_each_other_as_answers(a, b));
            }
            ways.extend(self.is_no_value(a, questions));
        }
        Formula::any(ways)
    }

    /// One is of two sorts that are disjoint, of one and not of that which it implies, or a value is two words.
    fn exclude_each_other_as_answers(&self, a: AtomId, b: AtomId) -> Option<Formula> {
        let yes = |id: AtomId| Formula::yes(id);
        match (self.universe.atom(a), self.universe.atom(b)) {
            (Atom::Is(one, who), Atom::Is(other, whose)) if who == whose => {
                if self.model.are_disjoint(*one, *other) {
                    Some(yes(a).and(yes(b)))
                } else if self.model.is_sub(*one, *other) {
                    Some(yes(a).and(!yes(b)))
                } else {
                    self.model.is_sub(*other, *one).then(|| yes(b).and(!yes(a)))
                }
            }
            (Atom::Choice(one, of, _), Atom::Choice(other, whose, _)) => {
                (one == other && of == whose).then(|| yes(a).and(yes(b)))
            }
            _ => None,
        }
    }

    /// A value is none of its words, all of which are asked about; told once, at the first of them.
    fn is_no_value(&self, first: AtomId, questions: &[AtomId]) -> Option<Formula> {
        let value = |id: AtomId| -> Option<(AttributeId, &[Node])> {
            match self.universe.atom(id) {
                Atom::Choice(attribute, of, _) => Some((*attribute, of)),
                _ => None,
            }
        };
        let own = value(first)?;
        let asked = || questions.iter().copied().filter(|&id| value(id) == Some(own));
        let AttributeType::Choice(words) = &self.model.attributes[own.0].ty else { return None };
        let whole = asked().count() == words.len() && asked().next() == Some(first);
        whole.then(|| Formula::all(asked().map(|id| !Formula::yes(id))))
    }
}

/// The question of which a formula speaks least: taking it out makes the formula grow least. `None`: of none is left.
fn rarest(questions: &[AtomId], formula: &Formula) -> Option<usize> {
    let mut counts = vec![0usize; questions.len()];
    formula.for_each_literal(&mut |literal| {
        if let Some(place) = questions.iter().position(|&it| it == literal.atom) {
            counts[place] += 1;
        }
    });
    let spoken = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    spoken.min_by_key(|(_, count)| **count).map(|(place, _)| place)
}

/// The formula holds whichever the answer to a question is.
fn whichever(question: AtomId, formula: &Formula) -> Formula {
    match formula {
        formula if !speaks_of(formula, question) => formula.clone(),
        Formula::And(parts) => Formula::all(parts.iter().map(|part| whichever(question, part))),
        Formula::Or(parts) => {
            let (about, rest): (Vec<Formula>, Vec<Formula>) =
                parts.iter().cloned().partition(|part| speaks_of(part, question));
            let about = match <[Formula; 1]>::try_from(about) {
                Ok([one]) => whichever(question, &one),
                Err(several) => {
                    let either = Formula::any(several);
                    answered(&either, question, true).and(answered(&either, question, false))
                }
            };
            Formula::any(rest).or(about)
        }
        _ => Formula::False,
    }
}

fn answered(formula: &Formula, question: AtomId, yes: bool) -> Formula {
    formula.map(&mut |literal| match literal.atom == question {
        true => Formula::constant(literal.holds == yes),
        false => literal.into(),
    })
}

fn speaks_of(formula: &Formula, question: AtomId) -> bool {
    match formula {
        Formula::True | Formula::False => false,
        Formula::Literal(literal) => literal.atom == question,
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().any(|part| speaks_of(part, question))
        }
    }
}
