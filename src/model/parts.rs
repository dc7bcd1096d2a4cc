//! What a condition is made of, down to what has no parts, through the definitions that it names.

use std::collections::BTreeSet;

use super::{
    Act, AssumptionId, AttributeId, Cond, DefinitionId, FactId, IndividualId, Length, Model, Norm,
    Occurrence, Sort, SortId, Term, Value, VarId,
};

impl Model {
    /// The parts of a condition that are not made of others, in the order of the text: a definition that it names
    /// is one of them, and behind it come its own parts, once however often it is named; behind a status sentence
    /// come the parts of its `when` and `unless`. It takes no stack and, as every definition is entered once, no
    /// more time than the text is long.
    pub fn parts<'m>(&'m self, cond: &'m Cond) -> impl Iterator<Item = &'m Cond> {
        Parts { model: self, next: Some(cond), open: Vec::new(), entered: BTreeSet::new() }
    }

    /// Whether a condition asks what norms say.
    pub fn asks_norms(&self, cond: &Cond) -> bool {
        self.parts(cond).any(|part| matches!(part, Cond::Applies(_) | Cond::Status(_)))
    }
}

struct Parts<'m> {
    model: &'m Model,
    /// What is entered next; most conditions have one part, and need no list.
    next: Option<&'m Cond>,
    /// What is entered after it, the first of these last.
    open: Vec<&'m Cond>,
    entered: BTreeSet<DefinitionId>,
}

impl<'m> Iterator for Parts<'m> {
    type Item = &'m Cond;

    fn next(&mut self) -> Option<&'m Cond> {
        loop {
            let cond = self.next.take().or_else(|| self.open.pop())?;
            match cond {
                Cond::All(parts) | Cond::Any(parts) => self.open.extend(parts.iter().rev()),
                Cond::Not(part) | Cond::Some(_, part) => self.next = Some(part),
                Cond::Define { definition, .. } => {
                    if self.entered.insert(*definition) {
                        self.next = Some(&self.model.definitions[*definition].cond);
                    }
                    return Some(cond);
                }
                Cond::Status(status) => {
                    self.open.push(&status.unless);
                    self.next = Some(&status.when);
                    return Some(cond);
                }
                _ => return Some(cond),
            }
        }
    }
}

impl Model {
    /// The individuals whom a norm names beside its bearer: in its acts, or in what its condition asks in any case.
    pub fn individuals_named_by(&self, norm: &Norm) -> BTreeSet<IndividualId> {
        let mut found = BTreeSet::new();
        norm.acts
            .iter()
            .filter_map(Act::args)
            .flatten()
            .for_each(|it| it.add_individual(&mut found));
        let (mut open, mut entered) = (vec![&norm.when], BTreeSet::new());
        while let Some(cond) = open.pop() {
            match cond {
                Cond::All(parts) => open.extend(parts),
                Cond::Some(_, part) => open.push(part),
                Cond::Any(_) | Cond::Not(_) | Cond::Status(_) | Cond::Applies(_) => {}
                part => {
                    if let Cond::Define { definition, .. } = part
                        && entered.insert(*definition)
                    {
                        open.push(&self.definitions[*definition].cond);
                    }
                    let happening = part.occurrences().into_iter().flat_map(Occurrence::terms);
                    let all = part.terms().into_iter().chain(happening);
                    all.for_each(|it| it.add_individual(&mut found));
                }
            }
        }
        found
    }
}

impl Cond {
    /// What a part without parts says that happens, or does not.
    pub fn occurrences(&self) -> Vec<&Occurrence> {
        match self {
            Cond::Happens(it) => vec![it],
            Cond::Before { first: a, then: b } | Cond::Distance { later: a, earlier: b, .. } => {
                vec![a, b]
            }
            _ => Vec::new(),
        }
    }

    /// Of whom, or of what value, a part without parts speaks; what stands in the brackets of an attribute is left to
    /// the term. A status sentence speaks of those of whom its acts do, who are not told here.
    pub fn terms(&self) -> Vec<&Term> {
        match self {
            Cond::Fact { args, .. } | Cond::Define { args, .. } => args.iter().collect(),
            Cond::Is { term, .. } | Cond::Party { term, .. } | Cond::Choice { term, .. } => {
                vec![term]
            }
            Cond::Same(a, b) | Cond::SameChoice(a, b) => vec![a, b],
            Cond::Compare(it) => match &it.right {
                Value::Attribute { term, .. } | Value::Length(Length::Attribute(term)) => {
                    vec![&it.left, term]
                }
                _ => vec![&it.left],
            },
            _ => self.occurrences().into_iter().flat_map(Occurrence::terms).collect(),
        }
    }

    /// Whether it may speak of a participant. What asks norms, or for how long something took by an attribute, is taken to speak of all.
    pub fn may_speak_of(&self, var: VarId) -> bool {
        match self {
            Cond::All(parts) | Cond::Any(parts) => parts.iter().any(|it| it.may_speak_of(var)),
            Cond::Not(part) | Cond::Some(_, part) => part.may_speak_of(var),
            Cond::Applies(_) | Cond::Status(_) => true,
            Cond::Distance { length: Length::Attribute(_), .. } => true,
            part => part.terms().into_iter().any(|term| term.speaks_of(var)),
        }
    }
}

impl Model {
    /// Whether there may be nobody of a sort but individuals: those whom an instrument lists, or whom what is assumed leaves.
    pub fn may_be_named_alone(&self, sort: SortId) -> bool {
        let Sort { listed, top, .. } = self.sorts[sort];
        listed || self.assumptions.ids().any(|id| self.names_some_of(id, top))
    }

    /// Whether an assumption speaks of a fact.
    pub fn assumes(&self, asked: FactId) -> bool {
        let speaks = |part: &Cond| matches!(part, Cond::Fact { fact, .. } if *fact == asked);
        self.assumptions.values().any(|it| self.parts(&it.cond).any(speaks))
    }

    /// Whether an assumption says of somebody of a top kind that it is, or is not, an individual.
    fn names_some_of(&self, assumption: AssumptionId, kind: SortId) -> bool {
        let is_one = |term: &Term| match term {
            Term::Individual(id) => self.individuals[*id].top == kind,
            _ => false,
        };
        let names = |part: &Cond| matches!(part, Cond::Same(a, b) if is_one(a) || is_one(b));
        self.parts(&self.assumptions[assumption].cond).any(names)
    }
}

impl Occurrence {
    /// Of whom it speaks: who does it, and to whom.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let (by, args) = match self {
            Occurrence::Event { args, .. } => (None, args),
            Occurrence::Act { by, args, .. } => (Some(by), args),
        };
        by.into_iter().chain(args)
    }
}

impl Term {
    /// Adds whom it names, itself or as one whose value it is.
    fn add_individual(&self, found: &mut BTreeSet<IndividualId>) {
        match self {
            Term::Individual(id) => drop(found.insert(*id)),
            Term::Attribute { args, .. } => args.iter().for_each(|it| it.add_individual(found)),
            Term::Var(_) => {}
        }
    }

    /// Whether it is a participant, or the attribute of one.
    pub fn speaks_of(&self, var: VarId) -> bool {
        match self {
            Term::Var(own) => *own == var,
            Term::Individual(_) => false,
            Term::Attribute { args, .. } => args.iter().any(|arg| arg.speaks_of(var)),
        }
    }

    /// The attributes that stand for a participant or a value, the outermost first.
    pub fn attributes(&self) -> Vec<AttributeId> {
        let (mut found, mut open) = (Vec::new(), vec![self]);
        while let Some(term) = open.pop() {
            if let Term::Attribute { attribute, args } = term {
                found.push(*attribute);
                open.extend(args);
            }
        }
        found
    }
}
