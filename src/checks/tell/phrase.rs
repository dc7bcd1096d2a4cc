//! Conditions in the language, as the author could have written them.

use super::case::so_many;
use crate::format::in_a_line;
use crate::model::{
    AttributeType, CompareOp, Comparison, Cond, Length, Model, Occurrence, Param, Scope, Target,
    Term, Value, VarId,
};
use crate::source::Sources;

/// Writes the conditions of one item.
#[derive(Clone, Copy)]
pub(in crate::checks) struct Phrase<'a> {
    /// The words.
    pub(in crate::checks) model: &'a Model,
    /// The text, for sentences about what norms say.
    pub(in crate::checks) sources: &'a Sources,
    /// The participants of the item.
    pub(in crate::checks) scope: &'a Scope,
}

impl Phrase<'_> {
    /// The whole condition.
    pub(in crate::checks) fn cond(&self, cond: &Cond) -> String {
        match cond {
            Cond::All(parts) if parts.is_empty() => "always".to_owned(),
            Cond::Any(parts) if parts.is_empty() => "never".to_owned(),
            Cond::All(parts) => self.joined(parts, " and "),
            Cond::Any(parts) => self.joined(parts, " or "),
            Cond::Not(part) => self.negated(part),
            Cond::Some(_, part) => self.cond(part),
            Cond::Fact { fact, args } => {
                let it = &self.model.facts[*fact];
                self.call(&it.name, &it.params, args)
            }
            Cond::Define { definition, args } => {
                let it = &self.model.definitions[*definition];
                let args: Vec<String> = args.iter().map(|arg| self.term(arg)).collect();
                format!("{}({})", it.name, args.join(", "))
            }
            Cond::Is { term, sort } => {
                format!("{} is {}", self.term(term), self.model.sorts[*sort].name)
            }
            Cond::Party { term, instrument } => {
                let name = self.model.instruments[*instrument].name.as_deref().unwrap_or_default();
                format!("{} is party to {name}", self.term(term))
            }
            Cond::Same(a, b) | Cond::SameChoice(a, b) => {
                format!("{} = {}", self.term(a), self.term(b))
            }
            Cond::Choice { term, choice } => {
                format!("{} = {}", self.term(term), self.choice(term, *choice))
            }
            Cond::Compare(it) => self.compare(it, it.op),
            Cond::Happens(it) => format!("{} happens", self.occurrence(it)),
            Cond::Before { first, then } => {
                format!("{} before {}", self.occurrence(first), self.occurrence(then))
            }
            Cond::Distance { later, at_least, length, earlier } => {
                let bound = if *at_least { "at least" } else { "at most" };
                let (later, earlier) = (self.occurrence(later), self.occurrence(earlier));
                format!("{later} {bound} {} after {earlier}", self.length(length))
            }
            Cond::OnOrAfter(day) => format!("on or after {day}"),
            Cond::Applies(target) => format!("{} applies", self.target(*target)),
            Cond::Status(status) => in_a_line(self.sources.slice(status.span)).into_owned(),
        }
    }

    fn joined(&self, parts: &[Cond], word: &str) -> String {
        if let [only] = parts {
            return self.cond(only);
        }
        parts.iter().map(|part| self.bracketed(part)).collect::<Vec<_>>().join(word)
    }

    fn bracketed(&self, cond: &Cond) -> String {
        match cond {
            Cond::All(parts) | Cond::Any(parts) if parts.len() > 1 => {
                format!("({})", self.cond(cond))
            }
            Cond::Status(_) => format!("({})", self.cond(cond)),
            Cond::Some(_, part) => self.bracketed(part),
            cond => self.cond(cond),
        }
    }

    fn negated(&self, cond: &Cond) -> String {
        match cond {
            Cond::Not(part) => self.cond(part),
            Cond::Is { term, sort } => {
                format!("{} is not {}", self.term(term), self.model.sorts[*sort].name)
            }
            Cond::Same(a, b) | Cond::SameChoice(a, b) => {
                format!("{} != {}", self.term(a), self.term(b))
            }
            Cond::Choice { term, choice } => {
                format!("{} != {}", self.term(term), self.choice(term, *choice))
            }
            Cond::Compare(it) => self.compare(it, opposite(it.op)),
            Cond::Fact { .. } | Cond::Define { .. } => format!("not {}", self.cond(cond)),
            cond => format!("not ({})", self.cond(cond)),
        }
    }

    fn compare(&self, it: &Comparison, op: CompareOp) -> String {
        let right = match &it.right {
            Value::Number(number) => number.to_string(),
            Value::Day(day) => day.to_string(),
            Value::Length(length) => self.length(length),
            Value::Attribute { term, offset } => match offset {
                0 => self.term(term),
                1.. => format!("{} + {offset}", self.term(term)),
                _ => format!("{} - {}", self.term(term), offset.unsigned_abs()),
            },
        };
        format!("{} {} {right}", self.term(&it.left), sign(op))
    }

    fn choice(&self, term: &Term, choice: u32) -> String {
        if let Term::Attribute { attribute, .. } = term
            && let AttributeType::Choice(choices) = &self.model.attributes[*attribute].ty
        {
            return choices[choice as usize].to_string();
        }
        choice.to_string()
    }

    fn length(&self, length: &Length) -> String {
        match length {
            Length::Fixed { count, unit } => so_many(i64::from(*count), *unit),
            Length::Attribute(term) => self.term(term),
        }
    }

    /// An event, or an act without its bearer.
    pub(in crate::checks) fn occurrence(&self, it: &Occurrence) -> String {
        match it {
            Occurrence::Event { event, args } => {
                let it = &self.model.events[*event];
                self.call(&it.name, &it.params, args)
            }
            Occurrence::Act { action, args, .. } => {
                let it = &self.model.actions[*action];
                self.call(&it.name, &it.params, args)
            }
        }
    }

    pub(in crate::checks) fn target(&self, target: Target) -> String {
        match target {
            Target::Norm(norm) => self.model.qualified(norm),
            Target::Instrument(id) => {
                self.model.instruments[id].name.as_deref().unwrap_or_default().to_owned()
            }
        }
    }

    /// A fact, event or act with its arguments; those that were left out stay so.
    pub(in crate::checks) fn call(&self, name: &str, params: &[Param], args: &[Term]) -> String {
        let omitted = |arg: &Term| matches!(arg, Term::Var(var) if self.is_omitted(*var));
        let args = params.iter().zip(args).filter(|(_, arg)| !omitted(arg));
        let args: Vec<String> = args
            .map(|(param, arg)| match &param.label {
                Some(label) => format!("{label}: {}", self.term(arg)),
                None => self.term(arg),
            })
            .collect();
        if args.is_empty() { name.to_owned() } else { format!("{name}({})", args.join(", ")) }
    }

    fn is_omitted(&self, var: VarId) -> bool {
        self.scope.vars.get(var.0 as usize).is_some_and(|var| var.omitted)
    }

    /// Who or what a term is.
    pub(in crate::checks) fn term(&self, term: &Term) -> String {
        match term {
            Term::Var(var) => self.var(*var),
            Term::Individual(id) => self.model.individuals[*id].name.to_string(),
            Term::Attribute { attribute, args } => {
                let name = &self.model.attributes[*attribute].name;
                match args.as_slice() {
                    [one] => format!("{}.{name}", self.term(one)),
                    args => self.call(name, &self.model.attributes[*attribute].params, args),
                }
            }
        }
    }

    /// A participant's name; one of its sorts, where it may be of several.
    fn var(&self, var: VarId) -> String {
        let var = &self.scope[var];
        match var.sorts.as_slice() {
            [first, _, ..] => self.model.sorts[*first].name.to_string(),
            _ => var.name.to_string(),
        }
    }
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterEqual => ">=",
    }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal => CompareOp::NotEqual,
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::Less => CompareOp::GreaterEqual,
        CompareOp::LessEqual => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessEqual,
        CompareOp::GreaterEqual => CompareOp::Less,
    }
}
