//! What the norms say of an act: in every case, in none, or on what it depends.

use crate::logic::Limit;
use crate::logic::case::witness::Witness;
use crate::logic::ground::formula::Literal;
use crate::logic::ground::query::{Binding, Found, Query};
use crate::logic::ground::universe::{
    Atom, Bound, Node, NodeKind, OccurrenceKey, Place, PlaceKind,
};
use crate::logic::theory::Theory;
use crate::model::{
    Assertion, AssertionKind, AttributeType, CompareOp, Comparison, Cond, DaySpan, Length, Minute,
    NormId, Occurrence, Status, StatusModal, Term, Value, VarId,
};

/// So many literals are tried two by two.
const PAIRS: usize = 12;

/// What is said of a question.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Asked {
    /// A case in which the answer is yes; none iff there is none.
    pub yes: Option<Side>,
    /// A case in which it is no; none iff there is none.
    pub no: Option<Side>,
    /// No norm that is looked at speaks of the act, on the day that is looked at.
    pub silent: bool,
    /// The days on which one does; none iff none does on any.
    pub days: Option<DaySpan>,
}

/// One answer, with a case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Side {
    /// The case.
    pub witness: Witness,
    /// Conditions on the participants of the question that together decide for this answer, as few as were found.
    /// Empty where none of the conditions of this case do.
    pub decided_by: Vec<Cond>,
    /// Norms that say so in the case; of the answer no, that say the opposite: a ban for a permission, or the other way
    /// round. As few as suffice.
    pub said_by: Vec<NormId>,
}

/// An answer and what its case says of the participants of the question.
struct Case {
    witness: Witness,
    literals: Vec<Cond>,
}

impl Theory<'_> {
    /// What the norms say of the act in every situation in which the condition of the question holds. `closed`: an
    /// act that no norm settles counts as a yes.
    ///
    /// # Errors
    /// A limit was reached before the question was answered.
    pub fn ask(&self, question: &Assertion, closed: bool) -> Result<Asked, Limit> {
        let days = self.days(question);
        let Some(days) = days.filter(|days| self.on.is_none_or(|on| days.contains(on))) else {
            return Ok(Asked { silent: true, days, ..Asked::default() });
        };
        let asking = Asking { theory: self, question, days, closed };
        let (yes, no) = (asking.case(&[], true)?, asking.case(&[], false)?);
        let depends = yes.is_some() && no.is_some();
        let side = |case: Option<Case>, answer: bool| {
            let Some(Case { witness, literals }) = case else { return Ok(None) };
            let decided_by = if depends { asking.deciding(literals, answer)? } else { Vec::new() };
            // The case that is told is one in which just these decide.
            let told = if depends { asking.case(&decided_by, answer)? } else { None };
            let witness = told.map_or(witness, |case| case.witness);
            let said_by = asking.said_by(&witness, answer);
            Ok(Some(Side { witness, decided_by, said_by }))
        };
        let (yes, no) = (side(yes, true)?, side(no, false)?);
        Ok(Asked { yes, no, silent: false, days: Some(days) })
    }
}

struct Asking<'a> {
    theory: &'a Theory<'a>,
    question: &'a Assertion,
    days: DaySpan,
    closed: bool,
}

impl Asking<'_> {
    /// A case with this answer in which the conditions hold.
    fn case(&self, conditions: &[Cond], answer: bool) -> Result<Option<Case>, Limit> {
        let also = Cond::All(conditions.to_vec());
        if answer && let Some(case) = self.find(also.clone(), true)? {
            return Ok(Some(case));
        }
        match (self.closed, answer) {
            // Not said: a yes where nothing else is said either, by the closure, and a no elsewhere.
            (true, true) => self.find(also.and(Cond::Not(Box::new(self.settled()))), false),
            (true, false) => self.find(also.and(self.settled()), false),
            (false, false) => self.find(also, false),
            (false, true) => Ok(None),
        }
    }

    fn said_by(&self, witness: &Witness, answer: bool) -> Vec<NormId> {
        match answer {
            true => self.theory.speakers(self.question, witness),
            false => Theory::opposite(self.question)
                .map(|opposite| self.theory.speakers(&opposite, witness))
                .unwrap_or_default(),
        }
    }

    /// That some norm settles the act.
    fn settled(&self) -> Cond {
        let AssertionKind::Expect { status, .. } = &self.question.kind else { return Cond::TRUE };
        Cond::Status(Box::new(Status { modal: StatusModal::Settled, ..status.clone() }))
    }

    /// A case of the question in which the condition holds, too, and the norms say so or do not.
    fn find(&self, also: Cond, says: bool) -> Result<Option<Case>, Limit> {
        let mut question = self.question.clone();
        if let AssertionKind::Expect { cond, .. } = &mut question.kind {
            *cond = std::mem::replace(cond, Cond::TRUE).and(also);
        }
        self.theory.looking_further(&mut |others| {
            self.find_among(Query::among(self.theory, others), &question, says)
        })
    }

    fn find_among(
        &self,
        mut query: Query<'_>,
        question: &Assertion,
        says: bool,
    ) -> Result<Option<Case>, Limit> {
        query.principle = true;
        let mut binding = Binding::empty(&question.scope);
        let found = query.find(&mut |query| {
            binding = query.binding_of(&question.scope);
            query.assertion_case(question, &binding, self.days, None, !says)
        })?;
        let Some(found) = found else { return Ok(None) };
        let literals = query.literals(&found, &binding);
        let mut witness = query.told(&found, std::slice::from_ref(&binding))?;
        self.theory.replay_answer(question, &mut witness, says)?;
        Ok(Some(Case { witness, literals }))
    }

    /// As few of the literals as decide for an answer; none where all of them together do not.
    fn deciding(&self, literals: Vec<Cond>, answer: bool) -> Result<Vec<Cond>, Limit> {
        let decides = |chosen: &[Cond]| Ok::<bool, Limit>(self.case(chosen, !answer)?.is_none());
        if !decides(&literals)? {
            return Ok(Vec::new());
        }
        for literal in &literals {
            if decides(std::slice::from_ref(literal))? {
                return Ok(vec![literal.clone()]);
            }
        }
        let pairs = if literals.len() <= PAIRS { literals.len() } else { 0 };
        for place in 0..pairs {
            for other in 0..place {
                let pair = [literals[other].clone(), literals[place].clone()];
                if decides(&pair)? {
                    return Ok(pair.to_vec());
                }
            }
        }
        let mut kept = literals;
        let mut place = 0;
        while place < kept.len() {
            let mut fewer = kept.clone();
            fewer.remove(place);
            if decides(&fewer)? { kept = fewer } else { place += 1 }
        }
        Ok(kept)
    }
}

impl Query<'_> {
    /// What a case says of those whom the question names, in conditions over its participants.
    fn literals(&self, found: &Found, binding: &Binding) -> Vec<Cond> {
        let mut literals = Vec::new();
        for (id, atom) in self.universe.atoms() {
            let truth = found.assignment.truth.get(id.0 as usize).copied().flatten();
            let (Some(holds), Some(cond)) = (truth, self.in_words(atom, binding)) else { continue };
            let used = found.formulas.iter().any(|formula| {
                let mut used = false;
                formula.for_each_literal(&mut |Literal { atom, .. }| used |= atom == id);
                used
            });
            if used {
                literals.push(if holds { cond } else { Cond::Not(Box::new(cond)) });
            }
        }
        literals
    }

    fn in_words(&self, atom: &Atom, binding: &Binding) -> Option<Cond> {
        Some(match atom {
            Atom::Fact(fact, args) => Cond::Fact { fact: *fact, args: self.terms(args, binding)? },
            Atom::Is(sort, node) => Cond::Is { term: self.term(*node, binding)?, sort: *sort },
            Atom::Same(a, b) => Cond::Same(self.term(*a, binding)?, self.term(*b, binding)?),
            Atom::Party(instrument, node) => {
                Cond::Party { term: self.term(*node, binding)?, instrument: *instrument }
            }
            Atom::Choice(attribute, args, choice) => {
                let args = self.terms(args, binding)?;
                let term = Term::Attribute { attribute: *attribute, args };
                Cond::Choice { term, choice: *choice }
            }
            Atom::Happens(OccurrenceKey::Event(event, args)) => {
                let args = self.terms(args, binding)?;
                Cond::Happens(Occurrence::Event { event: *event, args })
            }
            Atom::Within(Place::ZERO, place, bound) => self.at_least(*place, *bound, binding)?,
            _ => return None,
        })
    }

    /// `place ≥ -bound`; values are whole numbers or days.
    fn at_least(&self, place: Place, bound: Bound, binding: &Binding) -> Option<Cond> {
        let least = -bound.value;
        let day = Minute(least).day();
        let is_midnight = day.start().0 == least;
        if place == Place::NOW {
            return (!bound.strict && is_midnight).then_some(Cond::OnOrAfter(day));
        }
        let PlaceKind::Value(attribute, args) = self.universe.place_kind(place) else {
            return None;
        };
        let above = i64::from(bound.strict);
        let right = match self.model.attributes[*attribute].ty {
            AttributeType::Date if is_midnight => Value::Day(day.plus(i32::from(bound.strict))),
            AttributeType::Range(..) => Value::Number(least + above),
            AttributeType::Length(unit) => {
                Value::Length(Length::Fixed { count: u32::try_from(least + above).ok()?, unit })
            }
            _ => return None,
        };
        let args = self.terms(args, binding)?;
        let left = Term::Attribute { attribute: *attribute, args };
        Some(Cond::Compare(Comparison { left, op: CompareOp::GreaterEqual, right }))
    }

    fn terms(&self, nodes: &[Node], binding: &Binding) -> Option<Vec<Term>> {
        nodes.iter().map(|&node| self.term(node, binding)).collect()
    }

    /// What the question calls somebody.
    fn term(&self, node: Node, binding: &Binding) -> Option<Term> {
        if let Some(place) = binding.0.iter().position(|own| *own == Some(node)) {
            return Some(Term::Var(VarId(place as u32)));
        }
        match self.universe.kind(node) {
            NodeKind::Individual(id) => Some(Term::Individual(*id)),
            NodeKind::Value(attribute, args) => {
                let args = self.terms(args, binding)?;
                Some(Term::Attribute { attribute: *attribute, args })
            }
            _ => None,
        }
    }
}
