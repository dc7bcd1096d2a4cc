//! Instruments, norms and their clauses.

use super::{Break, Planner, Role};
use crate::source::Span;
use crate::syntax::ast::{
    Allow, Cond, Head, HeadKind, Instrument, Norm, NormBody, Otherwise, Relation,
};
use crate::syntax::token::Kind;

impl Planner<'_> {
    pub(super) fn instrument(&mut self, instrument: &Instrument, span: Span) {
        self.braces(span, 0);
        for head in instrument.head.iter().filter(|head| head.kind != HeadKind::Lost) {
            self.row(self.first(head.span), 1, Role::Plain);
            self.head(head);
        }
        instrument.norms.iter().for_each(|norm| self.norm(norm, 1));
    }

    fn head(&mut self, head: &Head) {
        let range = (self.first(head.span), self.behind(head.span));
        match &head.kind {
            HeadKind::InForce(_) | HeadKind::Parties(_) | HeadKind::Reservation { .. } => {
                self.list(range, &[Kind::Comma]);
            }
            HeadKind::AppliesWhen(condition) => self.condition(condition),
            HeadKind::Relation(relation) => self.relation(relation),
            HeadKind::Allow(allow) => self.allow(allow),
            HeadKind::Order { .. }
            | HeadKind::Proposed
            | HeadKind::Treaty
            | HeadKind::IssuedBy(_)
            | HeadKind::Soft
            | HeadKind::Calendar(_)
            | HeadKind::EarlierNormsPrevail
            | HeadKind::Lost => {}
        }
    }

    /// A norm: its head, its sentence, and each of its clauses begin lines.
    pub(super) fn norm(&mut self, norm: &Norm, level: u8) {
        let body = match &norm.body {
            NormBody::Sentence(sentence) => sentence.span,
            NormBody::DoesNotApply { span, .. } => *span,
            NormBody::PrevailsOver(body) => body.span,
        };
        let body_start = self.first(body);
        self.braces(norm.span, level);
        self.row(body_start, level + 1, Role::Plain);
        match &norm.body {
            NormBody::Sentence(sentence) => self.sentence(sentence),
            NormBody::DoesNotApply { when, span, .. } => {
                self.ends_in_condition(*span, when.as_deref());
            }
            NormBody::PrevailsOver(body) => {
                self.ends_in_condition(body.span, body.when.as_deref());
            }
        }
        self.norm_clauses(norm, level + 1);
    }

    /// The clauses behind a norm's sentence.
    fn norm_clauses(&mut self, norm: &Norm, level: u8) {
        for relation in &norm.relations {
            self.row(self.first(relation.span), level, Role::Plain);
            self.relation(relation);
        }
        for allow in &norm.allows {
            self.row(self.first(allow.span), level, Role::Plain);
            self.allow(allow);
        }
        self.otherwise(norm.otherwise.as_deref(), level);
        for span in &norm.in_force {
            // Of a list of spans only the first follows `in force`.
            let at = self.first(span.span);
            if self.kind(at - 1) != Kind::Comma {
                self.row(at - 2, level, Role::Plain);
                self.list((at, self.list_end(at)), &[Kind::Comma]);
            }
        }
        for name in &norm.safeguards {
            let at = self.first(name.span);
            if self.kind(at - 1) == Kind::With {
                self.row(at - 1, level, Role::Plain);
                self.list((at, self.list_end(at)), &[Kind::Comma, Kind::And]);
            }
        }
        self.cites(norm, level);
    }

    /// Where a list of names or spans of dates ends: before the next clause or brace.
    fn list_end(&self, start: u32) -> u32 {
        let belongs = |kind| {
            use Kind::*;
            matches!(kind, Name | Date | From | Until | Comma | And)
        };
        (start..self.end()).find(|&at| !belongs(self.kind(at))).unwrap_or(self.end())
    }

    /// Sources that follow each other share a line if they all fit.
    fn cites(&mut self, norm: &Norm, level: u8) {
        let words: Vec<u32> = norm.cites.iter().map(|text| self.first(text.span) - 1).collect();
        let (mut row, mut shared) = (0, Vec::new());
        for (&word, place) in words.iter().zip(0..) {
            if place > 0 && words[place - 1] + 2 == word && self.is_near(word) {
                shared.push(word);
                continue;
            }
            self.share_line(row, &shared);
            self.row(word, level, Role::Plain);
            (row, shared) = (word, Vec::new());
        }
        self.share_line(row, &shared);
    }

    fn share_line(&mut self, row: u32, more: &[u32]) {
        if let Some(last) = more.last() {
            self.group((row, last + 2), more);
            more.iter().for_each(|&at| self.break_before(at, Break::Back));
        }
    }

    /// Whether neither a comment nor a blank line stands before a token.
    fn is_near(&self, at: u32) -> bool {
        let between = self.between(at);
        between.trim().is_empty() && between.matches('\n').count() < 2
    }

    fn otherwise(&mut self, otherwise: Option<&Otherwise>, level: u8) {
        let mut next = otherwise;
        while let Some(otherwise) = next {
            self.row(self.first(otherwise.span), level, Role::Plain);
            self.sentence(&otherwise.sentence);
            next = otherwise.otherwise.as_deref();
        }
    }

    fn relation(&mut self, relation: &Relation) {
        let start = self.first(relation.span);
        let end = match &relation.when {
            Some(condition) => self.word_before(condition),
            None => self.behind(relation.span),
        };
        self.ends_in_condition(relation.span, relation.when.as_ref());
        self.list((start, end), &[Kind::Comma, Kind::And]);
    }

    /// A row that ends with `when C`.
    fn ends_in_condition(&mut self, span: Span, condition: Option<&Cond>) {
        if let Some(condition) = condition {
            let word = self.word_before(condition);
            self.group((self.first(span), self.behind(span)), &[word]);
            self.condition(condition);
        }
    }

    pub(super) fn allow(&mut self, allow: &Allow) {
        let (first, behind) = (self.first(allow.rule), self.behind(allow.rule));
        // A rule's name is one word, whatever signs are in it.
        (first + 1..behind).for_each(|at| self.spaces[at as usize] = false);
        if allow.because.is_some() {
            self.group((self.first(allow.span), self.behind(allow.span)), &[behind]);
        }
    }
}
