//! Says a condition of one norm with the participants of another, who are the same in the case.

use std::collections::BTreeMap;

use crate::logic::Witness;
use crate::model::{
    AttributeValue, Comparison, Cond, Length, Model, NormId, Occurrence, ParticipantId, Term,
    Value, VarId,
};

/// What the participants of one item are called in another.
pub(super) struct Carry(BTreeMap<VarId, Term>);

impl Carry {
    /// From one member of a case to another (by their places).
    pub(super) fn between(
        model: &Model,
        witness: &Witness,
        norms: &[NormId],
        from: usize,
        to: usize,
    ) -> Carry {
        let vars = |member: usize| {
            let scope = &model.norms[norms[member]].scope;
            let named = (0u32..).map(VarId).zip(&scope.vars).filter(|(_, var)| !var.some);
            let own: Vec<VarId> = named.map(|(id, _)| id).collect();
            own.into_iter().zip(witness.members.get(member).cloned().unwrap_or_default())
        };
        let scope = &model.norms[norms[to]].scope;
        let nameable = |var: &VarId| !scope[*var].omitted;
        let mut names: BTreeMap<ParticipantId, Term> = BTreeMap::new();
        for (var, who) in vars(to).filter(|(var, _)| nameable(var)) {
            names.entry(who).or_insert(Term::Var(var));
        }
        for (place, it) in (0u32..).zip(&witness.situation.participants) {
            if let Some(id) = it.individual {
                names.entry(ParticipantId(place)).or_insert(Term::Individual(id));
            }
        }
        for ((attribute, args), value) in &witness.situation.attributes {
            if let AttributeValue::Participant(who) = value {
                let args: Option<Vec<Term>> =
                    args.iter().map(|arg| names.get(arg).cloned()).collect();
                if let Some(args) = args {
                    let term = Term::Attribute { attribute: *attribute, args };
                    names.entry(*who).or_insert(term);
                }
            }
        }
        let carried = vars(from).filter_map(|(var, who)| Some((var, names.get(&who)?.clone())));
        Carry(carried.collect())
    }

    /// By what stands for whom.
    pub(super) fn by(names: BTreeMap<VarId, Term>) -> Carry {
        Carry(names)
    }

    /// What a participant is called there.
    pub(super) fn var(&self, var: VarId) -> Option<&Term> {
        self.0.get(&var)
    }

    fn term(&self, term: &Term) -> Option<Term> {
        Some(match term {
            Term::Var(var) => self.0.get(var)?.clone(),
            Term::Individual(id) => Term::Individual(*id),
            Term::Attribute { attribute, args } => {
                Term::Attribute { attribute: *attribute, args: self.terms(args)? }
            }
        })
    }

    fn terms(&self, terms: &[Term]) -> Option<Vec<Term>> {
        terms.iter().map(|term| self.term(term)).collect()
    }

    fn all(&self, parts: &[Cond]) -> Option<Vec<Cond>> {
        parts.iter().map(|part| self.cond(part)).collect()
    }

    /// The condition there; `None` where somebody in it has no name there, or it asks what norms say.
    pub(super) fn cond(&self, cond: &Cond) -> Option<Cond> {
        Some(match cond {
            Cond::All(parts) => Cond::All(self.all(parts)?),
            Cond::Any(parts) => Cond::Any(self.all(parts)?),
            Cond::Not(part) => Cond::Not(Box::new(self.cond(part)?)),
            Cond::Fact { fact, args } => Cond::Fact { fact: *fact, args: self.terms(args)? },
            Cond::Define { definition, args } => {
                Cond::Define { definition: *definition, args: self.terms(args)? }
            }
            Cond::Is { term, sort } => Cond::Is { term: self.term(term)?, sort: *sort },
            Cond::Party { term, instrument } => {
                Cond::Party { term: self.term(term)?, instrument: *instrument }
            }
            Cond::Same(a, b) => {
                let (a, b) = (self.term(a)?, self.term(b)?);
                if a == b {
                    return None; // who they are there says so already
                }
                Cond::Same(a, b)
            }
            Cond::SameChoice(a, b) => Cond::SameChoice(self.term(a)?, self.term(b)?),
            Cond::Choice { term, choice } => {
                Cond::Choice { term: self.term(term)?, choice: *choice }
            }
            Cond::Compare(it) => Cond::Compare(self.comparison(it)?),
            Cond::Happens(it) => Cond::Happens(self.occurrence(it)?),
            Cond::Before { first, then } => Cond::Before {
                first: Box::new(self.occurrence(first)?),
                then: Box::new(self.occurrence(then)?),
            },
            Cond::Distance { later, at_least, length, earlier } => Cond::Distance {
                later: Box::new(self.occurrence(later)?),
                at_least: *at_least,
                length: self.length(length)?,
                earlier: Box::new(self.occurrence(earlier)?),
            },
            Cond::OnOrAfter(day) => Cond::OnOrAfter(*day),
            Cond::Some(..) | Cond::Applies(_) | Cond::Status(_) => return None,
        })
    }

    fn comparison(&self, it: &Comparison) -> Option<Comparison> {
        let right = match &it.right {
            Value::Attribute { term, offset } => {
                Value::Attribute { term: self.term(term)?, offset: *offset }
            }
            Value::Length(length) => Value::Length(self.length(length)?),
            value => value.clone(),
        };
        Some(Comparison { left: self.term(&it.left)?, op: it.op, right })
    }

    fn length(&self, length: &Length) -> Option<Length> {
        Some(match length {
            Length::Attribute(term) => Length::Attribute(self.term(term)?),
            fixed => fixed.clone(),
        })
    }

    /// The occurrence there.
    pub(super) fn occurrence(&self, it: &Occurrence) -> Option<Occurrence> {
        Some(match it {
            Occurrence::Event { event, args } => {
                Occurrence::Event { event: *event, args: self.terms(args)? }
            }
            Occurrence::Act { by, action, args } => {
                Occurrence::Act { by: self.term(by)?, action: *action, args: self.terms(args)? }
            }
        })
    }
}
