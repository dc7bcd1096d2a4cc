//! Sentences, conditions and time clauses.

use super::Planner;
use crate::source::Span;
use crate::syntax::ast::{Act, Cond, CondKind, Sentence, Time};
use crate::syntax::token::Kind;

impl Planner<'_> {
    /// BEARER MODAL ACTS, then TIME, `when` and `unless`, each on a line of its own where they do not fit.
    pub(super) fn sentence(&mut self, sentence: &Sentence) {
        let (start, end) = (self.first(sentence.span), self.behind(sentence.span));
        let conditions = [&sentence.when, &sentence.unless];
        let words: Vec<u32> =
            conditions.iter().copied().flatten().map(|cond| self.word_before(cond)).collect();
        self.group((start, end), &words);
        let head_end = words.first().copied().unwrap_or(end);
        if let Some(time) = &sentence.time {
            let time_start = self.first(time.span);
            self.group((start, head_end), &[time_start]);
            self.time(time);
        }
        self.acts(start, sentence);
        conditions.into_iter().flatten().for_each(|cond| self.condition(cond));
    }

    fn acts(&mut self, start: u32, sentence: &Sentence) {
        let spans = || sentence.acts.iter().map(act_span);
        let Some(last) = spans().next_back() else { return };
        let bearers_end = self.first(sentence.modal_span);
        if start < bearers_end {
            self.list((start, bearers_end), &[Kind::Or]);
        }
        let joiners: Vec<u32> = spans().skip(1).map(|span| self.first(span) - 1).collect();
        self.group((start, self.behind(last)), &joiners);
        sentence.acts.iter().for_each(|act| self.act(act));
    }

    pub(super) fn act(&mut self, act: &Act) {
        if let Act::Legislate { sentence, .. } = act {
            self.sentence(sentence);
        }
    }

    fn time(&mut self, time: &Time) {
        let range = (self.first(time.span), self.behind(time.span));
        let later = time.clauses.iter().skip(1);
        let joiners: Vec<u32> = later.map(|clause| self.first(clause.span) - 1).collect();
        self.group(range, &joiners);
    }

    /// A condition that does not fit has each of its parts on a line of its own.
    pub(super) fn condition(&mut self, condition: &Cond) {
        match &condition.kind {
            CondKind::And(parts) | CondKind::Or(parts) => self.joined(condition.span, parts.iter()),
            CondKind::Implies(left, right) => {
                self.joined(condition.span, [&**left, &**right].into_iter());
            }
            CondKind::Not(inner) => self.condition(inner),
            CondKind::Status(sentence) => self.sentence(sentence),
            CondKind::Distance(parts) => self.compared(condition.span, parts.later.span),
            CondKind::Before(parts) => self.compared(condition.span, parts.first.span),
            CondKind::Compare { left, .. } => self.compared(condition.span, left.span),
            CondKind::Call(_)
            | CondKind::Is { .. }
            | CondKind::Party { .. }
            | CondKind::Happens(_)
            | CondKind::OnOrAfter(_)
            | CondKind::Applies(_) => {}
        }
    }

    /// What compares goes to a line of its own with what it compares with.
    fn compared(&mut self, span: Span, left: Span) {
        let operator = self.behind(left);
        self.group((self.first(span), self.behind(span)), &[operator]);
    }

    fn joined<'c>(&mut self, span: Span, parts: impl Iterator<Item = &'c Cond> + Clone) {
        let joiners: Vec<u32> = parts.clone().skip(1).map(|part| self.word_before(part)).collect();
        self.group((self.first(span), self.behind(span)), &joiners);
        parts.for_each(|part| self.condition(part));
    }
}

pub(super) fn act_span(act: &Act) -> Span {
    match act {
        Act::Do(call) => call.span,
        Act::Legislate { span, .. } => *span,
    }
}
