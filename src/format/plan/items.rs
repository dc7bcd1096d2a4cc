//! Items but for instruments and norms: vocabulary, principles, scenarios, expectations.

use super::sentences::act_span;
use super::{Break, Planner, Role};
use crate::syntax::ast::{
    ActRule, Assertion, AssertionKind, AttributeType, Cond, Expect, ExpectKind, Item, ItemKind,
    Name, ScenarioKind, ScenarioLine,
};
use crate::syntax::token::Kind;

impl Planner<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Instrument(instrument) => return self.instrument(instrument, item.span),
            ItemKind::Norm(norm) => return self.norm(norm, 0),
            ItemKind::Principle { assertions, allows, .. } => {
                self.braces(item.span, 0);
                assertions.iter().for_each(|assertion| self.assertion(assertion));
                for allow in allows {
                    self.row(self.first(allow.span), 1, Role::Plain);
                    self.allow(allow);
                }
                return;
            }
            ItemKind::Scenario { lines, .. } => {
                self.braces(item.span, 0);
                lines.iter().for_each(|line| self.scenario_line(line));
                return;
            }
            _ => {}
        }
        self.row(self.first(item.span), 0, Role::Plain);
        self.one_row(item);
    }

    /// An item that is one line if it fits.
    fn one_row(&mut self, item: &Item) {
        let range = (self.first(item.span), self.behind(item.span));
        match &item.kind {
            ItemKind::Kind { .. } | ItemKind::Individual { .. } => {
                self.words(range, &[Kind::Is, Kind::Reads], &[Kind::Comma]);
            }
            ItemKind::Role { .. } => {
                self.words(range, &[Kind::Is, Kind::Reads], &[Kind::Comma, Kind::Or])
            }
            ItemKind::Disjoint(_) | ItemKind::Precedence(_) => self.list(range, &[Kind::Comma]),
            ItemKind::Fact { .. } | ItemKind::Action { .. } => {
                self.words(range, &[Kind::Reads], &[])
            }
            ItemKind::Attribute { ty, .. } => {
                let choice = matches!(ty, AttributeType::Choice(_));
                self.words(range, &[Kind::Reads], if choice { &[Kind::Pipe] } else { &[] });
            }
            ItemKind::Event { .. } => self.words(range, &[Kind::After, Kind::Reads], &[]),
            ItemKind::Rule(rule) => self.rule(rule, range),
            ItemKind::Define { body, .. } => {
                let word = self.word_before(body);
                self.group(range, &[word]);
                self.condition(body);
            }
            ItemKind::Assume(condition) => self.condition(condition),
            ItemKind::Calendar { .. } => self.calendar(range),
            ItemKind::Universe { members, when, .. } => {
                self.universe(members, when.as_ref(), range);
            }
            ItemKind::Order { .. } => self.list(range, &[Kind::Greater]),
            ItemKind::Profile { .. } => {
                let inner = self.inner_braces(range);
                self.list(inner, &[Kind::Comma]);
            }
            ItemKind::Expect(expect) => self.expect(expect),
            ItemKind::Allow(allow) => self.allow(allow),
            ItemKind::Use(_)
            | ItemKind::Safeguard { .. }
            | ItemKind::Closure { .. }
            | ItemKind::Instrument(_)
            | ItemKind::Norm(_)
            | ItemKind::Principle { .. }
            | ItemKind::Scenario { .. } => {}
        }
    }

    /// Clauses that these words begin, and lists in them.
    fn words(&mut self, range: (u32, u32), words: &[Kind], separators: &[Kind]) {
        let clauses = self.outside_brackets(range, words);
        self.clauses(range, &clauses);
        let mut starts = vec![range.0];
        starts.extend(&clauses);
        let ends = clauses.iter().copied().chain([range.1]);
        for (start, end) in starts.into_iter().zip(ends) {
            self.list((start, end), separators);
        }
    }

    /// What stands in the braces of an item that is one line if it fits.
    fn inner_braces(&mut self, (start, end): (u32, u32)) -> (u32, u32) {
        let open = (start..end).find(|&at| self.kind(at) == Kind::LeftBrace);
        let inner = open.map_or(end, |open| open + 1);
        let close = end - 1;
        if inner < close {
            self.group((start, end), &[inner]);
            self.break_before(close, Break::Back);
        }
        (inner, close)
    }

    /// Each entry of a calendar is a line where there are several.
    fn calendar(&mut self, range: (u32, u32)) {
        let (from, to) = self.inner_braces(range);
        let mut at = from;
        while at < to {
            let entry = at;
            // The word, a day, and more days behind commas.
            at += 2;
            while self.kind(at) == Kind::Comma {
                at += 2;
            }
            self.list((entry, at), &[Kind::Comma]);
            if entry > from {
                self.break_before(entry, Break::Must);
            }
        }
        self.whole((from, to));
    }

    fn universe(
        &mut self,
        members: &[(Name, Option<Name>)],
        when: Option<&Cond>,
        range: (u32, u32),
    ) {
        let (from, to) = self.inner_braces(range);
        let end = when.map_or(to, |condition| self.word_before(condition));
        if let Some(condition) = when {
            self.group((from, to), &[end]);
            self.condition(condition);
        }
        self.whole((from, end));
        self.list((from, end), &[Kind::Comma]);
        for (name, _) in members.iter().skip(1) {
            let at = self.first(name.span);
            if self.kind(at - 1) != Kind::Comma {
                // Without a comma the end of a member's line ends the member.
                self.break_before(at, Break::Must);
            }
        }
    }

    fn rule(&mut self, rule: &ActRule, range: (u32, u32)) {
        let mut clauses = vec![self.behind(act_span(&rule.left))];
        clauses.extend(rule.when.as_ref().map(|condition| self.word_before(condition)));
        self.clauses(range, &clauses);
        self.act(&rule.left);
        if let Some(condition) = &rule.when {
            self.condition(condition);
        }
    }

    fn assertion(&mut self, assertion: &Assertion) {
        let range = (self.first(assertion.span), self.behind(assertion.span));
        self.row(range.0, 1, Role::Plain);
        match &assertion.kind {
            AssertionKind::Whenever { cond, negated, expect } => {
                self.condition(cond);
                // What is expected stands below what it hangs on, as far to the left.
                let word = self.first(expect.span) - 1 - u32::from(*negated);
                self.row(word, 1, Role::Plain);
                self.sentence(expect);
            }
            AssertionKind::Never(sentence)
            | AssertionKind::Always { sentence, .. }
            | AssertionKind::Sometimes { sentence, .. } => self.sentence(sentence),
            AssertionKind::Every { when, .. } => {
                self.words(range, &[Kind::When, Kind::Has], &[Kind::Comma, Kind::And]);
                if let Some(condition) = when {
                    self.condition(condition);
                }
            }
            AssertionKind::Lost => {}
        }
    }

    fn scenario_line(&mut self, line: &ScenarioLine) {
        let range = (self.first(line.span), self.behind(line.span));
        self.row(range.0, 1, Role::Plain);
        match &line.kind {
            ScenarioKind::Participant { .. } => self.words(range, &[Kind::Is], &[Kind::Comma]),
            ScenarioKind::Expect(expect) => self.expect(expect),
            ScenarioKind::Lost
            | ScenarioKind::On(_)
            | ScenarioKind::Fact { .. }
            | ScenarioKind::Value { .. }
            | ScenarioKind::Is { .. }
            | ScenarioKind::Party { .. }
            | ScenarioKind::Violates { .. }
            | ScenarioKind::Event { .. }
            | ScenarioKind::Does { .. } => {}
        }
    }

    fn expect(&mut self, expect: &Expect) {
        let (start, end) = (self.first(expect.span), self.behind(expect.span));
        let kind_end = match &expect.kind {
            ExpectKind::Status { sentence, .. } => {
                self.sentence(sentence);
                self.behind(sentence.span)
            }
            ExpectKind::Verdict { refs, .. } | ExpectKind::Violated { by: refs, .. } => {
                let end = refs.last().map_or(start + 2, |last| self.behind(last.span));
                self.list((start, end), &[Kind::Comma]);
                end
            }
            ExpectKind::Violates { norm, .. } => self.behind(norm.span),
            ExpectKind::Holds { principle } => self.behind(principle.span) + 1,
        };
        let words = [Kind::Without, Kind::On, Kind::Because, Kind::Pending];
        let mut tails = self.outside_brackets((kind_end, end), &words);
        if let Some(overlap) = &expect.overlap {
            let first = self.first(overlap.span);
            // `total-partial` is one word.
            (first + 1..self.behind(overlap.span)).for_each(|at| self.spaces[at as usize] = false);
            tails.push(first - 1);
            tails.sort_unstable();
        }
        self.clauses((start, end), &tails);
        let ends = tails.iter().skip(1).copied().chain([end]);
        for (&tail, end) in tails.iter().zip(ends) {
            self.list((tail, end), &[Kind::Comma]);
        }
    }
}
