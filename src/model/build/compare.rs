//! Comparisons: which values an attribute can be compared with.

use super::Builder;
use super::names::Word;
use super::scope::Item;
use super::tell::{Resolved, Told, suggest};
use super::terms::Type;
use crate::diagnostics::Diagnostic;
use crate::model::{
    AttributeType, CompareOp, Comparison, Cond, Day, Length, SortId, Term, Unit, Value, rules,
};
use crate::source::Span;
use crate::syntax::ast::{self, TermKind};

/// The right side of a comparison, or the value that a scenario gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// A participant.
    Participant(Term),
    /// The place of a choice.
    Choice(u32),
    /// Another attribute with the same choices.
    SameChoice(Term),
    /// A number, length, date, or an attribute of such.
    Value(Value),
}

impl<'a> Builder<'a> {
    /// `left op right`
    pub(super) fn compare(
        &mut self,
        item: &mut Item<'a>,
        left: &'a ast::Term,
        op: CompareOp,
        right: &'a ast::Value,
    ) -> Resolved<Cond> {
        let term = self.term(item, left)?;
        let ty = self.type_of(item, &term);
        let given = self.given(item, left, &ty, right)?;
        let same = match given {
            Given::Participant(other) => Cond::Same(term, other),
            Given::Choice(choice) => Cond::Choice { term, choice },
            Given::SameChoice(other) => Cond::SameChoice(term, other),
            Given::Value(right) => return Ok(Cond::Compare(Comparison { left: term, op, right })),
        };
        match op {
            CompareOp::Equal => Ok(same),
            CompareOp::NotEqual => Ok(Cond::Not(Box::new(same))),
            _ => Err(self.tell.simple(
                &rules::MISUSED_WORD,
                format!("`{}` can only be compared with `=` or `!=`", self.tell.quoted(left.span)),
                left.span,
                "has no order",
            )),
        }
    }

    /// What stands right of an attribute (or participant) of that type.
    pub(super) fn given(
        &mut self,
        item: &mut Item<'a>,
        left: &'a ast::Term,
        ty: &Type,
        right: &'a ast::Value,
    ) -> Resolved<Given> {
        match ty {
            Type::Sorts(sorts) => self.same_participant(item, left, sorts, right),
            Type::Individual(individual) => {
                let sorts = self.model.individuals[*individual].sorts.clone();
                self.same_participant(item, left, &sorts, right)
            }
            Type::Value(AttributeType::Choice(choices)) => self.choice(item, left, choices, right),
            Type::Value(ty) => self.measure(item, left, ty, right).map(Given::Value),
        }
    }

    fn same_participant(
        &mut self,
        item: &mut Item<'a>,
        left: &'a ast::Term,
        sorts: &[SortId],
        right: &'a ast::Value,
    ) -> Resolved<Given> {
        let ast::Value::Term(right) = right else {
            return Err(self.mismatch(left, right, "a participant"));
        };
        let term = self.participant_term(item, right)?;
        let can_meet = match self.type_of(item, &term) {
            Type::Individual(individual) => {
                sorts.is_empty() || sorts.iter().any(|&sort| self.can_be(individual, sort))
            }
            Type::Sorts(others) => {
                let all = sorts.is_empty() || others.is_empty();
                all || sorts.iter().any(|&a| others.iter().any(|&b| !self.are_disjoint(a, b)))
            }
            Type::Value(_) => false,
        };
        if can_meet {
            return Ok(Given::Participant(term));
        }
        let (l, r) = (self.tell.quoted(left.span), self.tell.quoted(right.span));
        let message = format!("`{l}` and `{r}` can never be the same");
        Err(self.tell.simple(&rules::WRONG_SORT, message, right.span, self.describe(item, &term)))
    }

    fn choice(
        &mut self,
        item: &mut Item<'a>,
        left: &'a ast::Term,
        choices: &[Box<str>],
        right: &'a ast::Value,
    ) -> Resolved<Given> {
        let ast::Value::Term(term) = right else {
            return Err(self.mismatch(left, right, "one of its choices"));
        };
        if let TermKind::Name(name) = &term.kind {
            let text = self.tell.text(name.span);
            if let Some(at) = choices.iter().position(|choice| **choice == *text) {
                return Ok(Given::Choice(at as u32));
            }
            return Err(self.unknown_choice(left, name.span, choices));
        }
        let other = self.term(item, term)?;
        match self.type_of(item, &other) {
            Type::Value(AttributeType::Choice(same)) if same[..] == *choices => {
                Ok(Given::SameChoice(other))
            }
            _ => Err(self.mismatch(left, right, "one of its choices")),
        }
    }

    fn unknown_choice(&mut self, left: &ast::Term, span: Span, choices: &[Box<str>]) -> Told {
        const SHOWN: usize = 8;
        let shown: Vec<_> =
            choices.iter().take(SHOWN).map(|choice| format!("`{choice}`")).collect();
        let more = if choices.len() > SHOWN { " …" } else { "" };
        let (text, choice) = (self.tell.quoted(left.span), self.tell.quoted(span));
        let message =
            format!("`{text}` is never `{choice}`, but one of {}{more}", shown.join(", "));
        let names = choices.iter().map(|choice| &**choice);
        self.tell.unknown_once(&rules::CONSTANT_OUT_OF_RANGE, message, span, names)
    }

    /// Numbers, lengths and dates.
    fn measure(
        &mut self,
        item: &mut Item<'a>,
        left: &'a ast::Term,
        ty: &AttributeType,
        right: &'a ast::Value,
    ) -> Resolved<Value> {
        if let ast::Value::Term(term) = right
            && self.is_no_name(item, term)
        {
            return Err(self.cannot_compare(left, ty, right));
        }
        match (ty, right) {
            (AttributeType::Range(low, high), ast::Value::Number(number)) => {
                self.in_range(left, *low, *high, *number)
            }
            (AttributeType::Length(unit), ast::Value::Length(ast::Length::Fixed { .. })) => {
                let ast::Value::Length(length) = right else { return Err(Told) };
                let count = self.in_unit(left, length, *unit)?;
                Ok(Value::Length(Length::Fixed { count, unit: *unit }))
            }
            (AttributeType::Date, ast::Value::Date(date)) => Ok(Value::Day(day(date)?)),
            (_, ast::Value::Term(term) | ast::Value::Length(ast::Length::Attribute(term))) => {
                let term = self.same_type(item, left, ty, term)?;
                Ok(Value::Attribute { term, offset: 0 })
            }
            (_, ast::Value::Sum(sum)) => {
                let term = self.same_type(item, left, ty, &sum.term)?;
                let offset = self.offset(left, ty, &sum.offset)?;
                Ok(Value::Attribute { term, offset })
            }
            _ => Err(self.cannot_compare(left, ty, right)),
        }
    }

    /// Whether a term is one word that nothing declares, such as `high` where a number is asked for.
    fn is_no_name(&self, item: &Item<'a>, term: &ast::Term) -> bool {
        let TermKind::Name(name) = &term.kind else { return false };
        let text = self.tell.text(name.span);
        let declared = self.names.who.place(text).or_else(|| self.names.words.place(text));
        text.starts_with(char::is_lowercase)
            && declared.is_none()
            && item.named(text).is_none()
            && !self.tell.is_lost(text)
    }

    fn cannot_compare(&mut self, left: &ast::Term, ty: &AttributeType, right: &ast::Value) -> Told {
        let told = self.mismatch_of(left, right, kind_of(ty));
        let span = value_span(right);
        if let (ast::Value::Term(_), [near]) = (right, &self.near_values(span)[..]) {
            let told = suggest(told, span, &[near]);
            return self.tell.tell(told);
        }
        let help = self.unit_help(left, ty, right);
        self.tell.tell(match help {
            Some(help) => told.help(help),
            None => told,
        })
    }

    /// What to write where one side has a unit and the other has none.
    fn unit_help(
        &self,
        left: &ast::Term,
        ty: &AttributeType,
        right: &ast::Value,
    ) -> Option<String> {
        let value = &*self.tell.quoted(value_span(right));
        match (ty, right) {
            (AttributeType::Range(..), ast::Value::Length(ast::Length::Fixed { .. })) => {
                let (number, unit) = value.split_once(' ')?;
                let left = &*self.tell.quoted(left.span);
                let name = left.rsplit('.').next()?.split('(').next()?;
                let owner = self.owner_of(name);
                Some(format!("write `{number}`, or declare `attribute {name}{owner}: {unit}`"))
            }
            (AttributeType::Length(unit), ast::Value::Number(_)) => {
                Some(format!("write the unit: `{value} {}`", plural(*unit)))
            }
            (AttributeType::Range(low, high), ast::Value::Term(_)) => {
                Some(format!("write a number from {low} to {high}"))
            }
            (AttributeType::Length(unit), ast::Value::Term(_)) => {
                Some(format!("write a length: `30 {}`", plural(*unit)))
            }
            (AttributeType::Date, ast::Value::Number(year))
                if (1000..=9999).contains(&year.value) =>
            {
                Some(format!("write a day: `{value}-01-01`"))
            }
            (AttributeType::Date, ast::Value::Term(_)) => {
                Some("write a day: `2026-01-01`".to_owned())
            }
            _ => None,
        }
    }

    /// Whom a declared attribute is about, in brackets.
    fn owner_of(&self, attribute: &str) -> String {
        let words = &self.names.words;
        let word = words.place(attribute).and_then(|place| words.entries[place].value);
        let Some(Word::Attribute(id)) = word else { return "(…)".to_owned() };
        let params = &self.model.attributes[id].params;
        let sorts: Vec<&str> =
            params.iter().map(|param| &*self.model.sorts[param.sort].name).collect();
        if sorts.is_empty() { String::new() } else { format!("({})", sorts.join(", ")) }
    }

    fn in_range(
        &mut self,
        left: &ast::Term,
        low: i64,
        high: i64,
        number: ast::Number,
    ) -> Resolved<Value> {
        if (low..=high).contains(&number.value) {
            return Ok(Value::Number(number.value));
        }
        let text = self.tell.quoted(left.span);
        Err(self.tell.simple(
            &rules::CONSTANT_OUT_OF_RANGE,
            format!("`{text}` is never {}", number.value),
            number.span,
            format!("it runs from {low} to {high}"),
        ))
    }

    /// An attribute of the same type, to compare with.
    fn same_type(
        &mut self,
        item: &mut Item<'a>,
        left: &ast::Term,
        ty: &AttributeType,
        right: &'a ast::Term,
    ) -> Resolved<Term> {
        let term = self.term(item, right)?;
        let fits = match (self.type_of(item, &term), ty) {
            (Type::Value(AttributeType::Range(..)), AttributeType::Range(..)) => true,
            (Type::Value(other), ty) => other == *ty,
            _ => false,
        };
        if fits {
            return Ok(term);
        }
        let (l, r) = (self.tell.quoted(left.span), self.tell.quoted(right.span));
        Err(self.tell.simple(
            &rules::UNIT_DOES_NOT_FIT,
            format!("`{l}` and `{r}` cannot be compared"),
            right.span,
            format!("`{l}` is {}", kind_of(ty)),
        ))
    }

    fn offset(
        &mut self,
        left: &ast::Term,
        ty: &AttributeType,
        offset: &ast::Offset,
    ) -> Resolved<i64> {
        let (length, negative, unit) = match (offset, ty) {
            (ast::Offset::Number(number), AttributeType::Range(..)) => return Ok(number.value),
            (ast::Offset::Length { length, negative }, AttributeType::Length(unit)) => {
                (length, negative, *unit)
            }
            (ast::Offset::Length { length, negative }, AttributeType::Date) => {
                (length, negative, Unit::Days)
            }
            (ast::Offset::Number(number), _) => {
                return Err(self.tell.simple(
                    &rules::UNIT_DOES_NOT_FIT,
                    format!("{} lacks a unit", number.value),
                    number.span,
                    "days, months …?",
                ));
            }
            (ast::Offset::Length { length, .. }, _) => {
                return Err(self.tell.simple(
                    &rules::UNIT_DOES_NOT_FIT,
                    format!("`{}` is a plain number, without a unit", self.tell.quoted(left.span)),
                    length_span(length),
                    "a length",
                ));
            }
        };
        let count = i64::from(self.in_unit(left, length, unit)?);
        Ok(if *negative { -count } else { count })
    }

    /// A written length counted in another unit.
    fn in_unit(&mut self, left: &ast::Term, length: &ast::Length, unit: Unit) -> Resolved<u32> {
        let span = length_span(length);
        let text = self.tell.quoted(left.span);
        let ast::Length::Fixed { count, unit: written, .. } = length else {
            let message = "only a fixed length can be added".to_owned();
            return Err(self.tell.simple(&rules::UNIT_DOES_NOT_FIT, message, span, "an attribute"));
        };
        convert(*count, *written, unit).ok_or(()).map_err(|()| {
            let message =
                format!("`{}` is not a whole number of {}", self.tell.quoted(span), plural(unit));
            let label = format!("`{text}` is counted in {}", plural(unit));
            let told = Diagnostic::new(&rules::UNIT_DOES_NOT_FIT, message, span, label);
            let (own, unit) = (plural(*written), plural(unit));
            let help = match written {
                Unit::Months | Unit::Years => format!("{own} differ in length: write it in {unit}"),
                _ => format!("write whole {unit}, or declare the attribute with `{own}`"),
            };
            self.tell.tell(told.help(help))
        })
    }

    fn mismatch(&mut self, left: &ast::Term, right: &ast::Value, wanted: &str) -> Told {
        let told = self.mismatch_of(left, right, wanted);
        self.tell.tell(told)
    }

    fn mismatch_of(&self, left: &ast::Term, right: &ast::Value, wanted: &str) -> Diagnostic {
        let text = self.tell.quoted(left.span);
        let span = value_span(right);
        let value = self.tell.quoted(span);
        let rule = match right {
            ast::Value::Term(_) => &rules::WRONG_SORT,
            _ => &rules::UNIT_DOES_NOT_FIT,
        };
        let message = format!("`{text}` cannot be compared with `{value}`");
        Diagnostic::new(rule, message, span, format!("`{text}` is {wanted}"))
    }
}

/// `count` lengths of one unit, counted in another; `None` where that is no whole number at every date.
fn convert(count: u32, from: Unit, to: Unit) -> Option<u32> {
    if from == to {
        return Some(count);
    }
    let minutes = |unit| match unit {
        Unit::Minutes => Some(1_u64),
        Unit::Hours => Some(60),
        Unit::Days => Some(24 * 60),
        Unit::Weeks => Some(7 * 24 * 60),
        Unit::Months | Unit::Years | Unit::WorkingDays => None,
    };
    let months = |unit| match unit {
        Unit::Months => Some(1_u64),
        Unit::Years => Some(12),
        _ => None,
    };
    let (from, to) = match (minutes(from), minutes(to), months(from), months(to)) {
        (Some(from), Some(to), ..) | (_, _, Some(from), Some(to)) => (from, to),
        _ => return None,
    };
    let all = u64::from(count) * from;
    (all % to == 0).then(|| u32::try_from(all / to).ok()).flatten()
}

/// The day of a date.
pub(super) fn day(date: &ast::Date) -> Resolved<Day> {
    Day::new(date.year, date.month, date.day).ok_or(Told)
}

fn length_span(length: &ast::Length) -> Span {
    match length {
        ast::Length::Fixed { span, .. } => *span,
        ast::Length::Attribute(term) => term.span,
    }
}

fn value_span(value: &ast::Value) -> Span {
    match value {
        ast::Value::Term(term) => term.span,
        ast::Value::Sum(sum) => sum.term.span,
        ast::Value::Number(number) => number.span,
        ast::Value::Length(length) => length_span(length),
        ast::Value::Date(date) => date.span,
    }
}

fn kind_of(ty: &AttributeType) -> &'static str {
    match ty {
        AttributeType::Participant(_) => "a participant",
        AttributeType::Range(..) => "a plain number",
        AttributeType::Choice(_) => "one of its choices",
        AttributeType::Length(unit) => match unit {
            Unit::Minutes => "a number of minutes",
            Unit::Hours => "a number of hours",
            Unit::Days => "a number of days",
            Unit::Weeks => "a number of weeks",
            Unit::Months => "a number of months",
            Unit::Years => "a number of years",
            Unit::WorkingDays => "a number of working days",
        },
        AttributeType::Date => "a date",
    }
}

fn plural(unit: Unit) -> &'static str {
    match unit {
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
        Unit::Weeks => "weeks",
        Unit::Months => "months",
        Unit::Years => "years",
        Unit::WorkingDays => "working days",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_family_convert() {
        assert_eq!(convert(2, Unit::Weeks, Unit::Days), Some(14));
        assert_eq!(convert(2, Unit::Years, Unit::Months), Some(24));
        assert_eq!(convert(36, Unit::Hours, Unit::Days), None);
        assert_eq!(convert(1, Unit::Months, Unit::Days), None);
        assert_eq!(convert(5, Unit::WorkingDays, Unit::Days), None);
    }
}
