//! Visits every participant and every part of a condition, act or window.
//! Depth is that of the text, which the parser limits.

use crate::model::{Act, Cond, Length, Occurrence, Point, Status, Term, Value, VarId, Window};

/// What to do at each place. Does nothing unless told otherwise.
pub(super) trait Visit {
    fn var(&mut self, _var: &mut VarId) {}
    /// Whether to go on with whom it names.
    fn term(&mut self, _term: &mut Term) -> bool {
        true
    }
    fn status(&mut self, _status: &mut Status) {}
    fn cond(&mut self, _cond: &mut Cond) {}
    fn occurrence(&mut self, _occurrence: &mut Occurrence) {}
}

/// Visits participants only.
pub(super) struct Vars<F>(pub(super) F);

impl<F: FnMut(&mut VarId)> Visit for Vars<F> {
    fn var(&mut self, var: &mut VarId) {
        (self.0)(var);
    }
}

pub(super) fn term(term: &mut Term, visit: &mut impl Visit) {
    if !visit.term(term) {
        return;
    }
    match term {
        Term::Var(var) => visit.var(var),
        Term::Individual(_) => {}
        Term::Attribute { args, .. } => terms(args, visit),
    }
}

pub(super) fn terms(list: &mut [Term], visit: &mut impl Visit) {
    list.iter_mut().for_each(|entry| term(entry, visit));
}

pub(super) fn conds(list: &mut [Cond], visit: &mut impl Visit) {
    list.iter_mut().for_each(|entry| cond(entry, visit));
}

pub(super) fn cond(condition: &mut Cond, visit: &mut impl Visit) {
    visit.cond(condition);
    match condition {
        Cond::All(parts) | Cond::Any(parts) => conds(parts, visit),
        Cond::Not(part) => cond(part, visit),
        Cond::Some(vars, part) => {
            vars.iter_mut().for_each(|var| visit.var(var));
            cond(part, visit);
        }
        Cond::Fact { args, .. } | Cond::Define { args, .. } => terms(args, visit),
        Cond::Is { term: who, .. } | Cond::Party { term: who, .. } => term(who, visit),
        Cond::Choice { term: who, .. } => term(who, visit),
        Cond::Same(left, right) | Cond::SameChoice(left, right) => {
            term(left, visit);
            term(right, visit);
        }
        Cond::Compare(comparison) => {
            term(&mut comparison.left, visit);
            value(&mut comparison.right, visit);
        }
        Cond::Happens(it) => occurrence(it, visit),
        Cond::Before { first, then } => {
            occurrence(first, visit);
            occurrence(then, visit);
        }
        Cond::Distance { later, length: long, earlier, .. } => {
            occurrence(later, visit);
            length(long, visit);
            occurrence(earlier, visit);
        }
        Cond::OnOrAfter(_) | Cond::Applies(_) => {}
        Cond::Status(sentence) => status(sentence, visit),
    }
}

pub(super) fn value(value: &mut Value, visit: &mut impl Visit) {
    match value {
        Value::Number(_) | Value::Day(_) => {}
        Value::Length(long) => length(long, visit),
        Value::Attribute { term: of, .. } => term(of, visit),
    }
}

pub(super) fn length(length: &mut Length, visit: &mut impl Visit) {
    if let Length::Attribute(of) = length {
        term(of, visit);
    }
}

pub(super) fn occurrence(occurrence: &mut Occurrence, visit: &mut impl Visit) {
    visit.occurrence(occurrence);
    match occurrence {
        Occurrence::Event { args, .. } => terms(args, visit),
        Occurrence::Act { by, args, .. } => {
            term(by, visit);
            terms(args, visit);
        }
    }
}

pub(super) fn point(at: &mut Point, visit: &mut impl Visit) {
    match at {
        Point::Occurrence(it) => occurrence(it, visit),
        Point::Date(_) => {}
        Point::Attribute(of) => term(of, visit),
        Point::After { length: long, of } | Point::Before { length: long, of } => {
            length(long, visit);
            point(of, visit);
        }
    }
}

pub(super) fn window(window: &mut Window, visit: &mut impl Visit) {
    use crate::model::Clause;
    for clause in &mut window.clauses {
        match clause {
            Clause::Within { length: long, of: at }
            | Clause::AtLeastBefore { length: long, before: at }
            | Clause::For { length: long, after: at } => {
                length(long, visit);
                point(at, visit);
            }
            Clause::Before(at)
            | Clause::Until(at)
            | Clause::From(at)
            | Clause::NoEarlierThan(at)
            | Clause::NoLaterThan(at) => point(at, visit),
            Clause::AtAllTimes => {}
            Clause::Every { length: long, from } => {
                length(long, visit);
                from.iter_mut().for_each(|at| point(at, visit));
            }
        }
    }
}

pub(super) fn act(act: &mut Act, visit: &mut impl Visit) {
    match act {
        Act::Do { args, .. } => terms(args, visit),
        Act::Legislate { sentence, .. } => status(sentence, visit),
    }
}

pub(super) fn status(sentence: &mut Status, visit: &mut impl Visit) {
    visit.status(sentence);
    status_atom(sentence, visit);
    cond(&mut sentence.when, visit);
    cond(&mut sentence.unless, visit);
}

/// A status sentence without its `when` and `unless`.
pub(super) fn status_atom(sentence: &mut Status, visit: &mut impl Visit) {
    terms(&mut sentence.bearers, visit);
    sentence.acts.iter_mut().for_each(|entry| act(entry, visit));
    sentence.window.iter_mut().for_each(|entry| window(entry, visit));
    sentence.omitted.iter_mut().for_each(|var| visit.var(var));
}
