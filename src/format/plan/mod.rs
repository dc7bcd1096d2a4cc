//! Where lines begin and where they may break: the tree's advice to the printer.
//!
//! A *row* always begins a line: an item, a clause of a norm, a closing brace. Inside a row, *groups* of tokens nest. A
//! group that does not fit on its line is broken before the tokens that carry a [`Break`] and stand in no smaller
//! group; a smaller group then has another try.

mod items;
mod norms;
mod sentences;

use std::cell::Cell;

use super::spacing;
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::token::{Kind, Token};

/// The layout of a text, but for what does not fit.
pub(super) struct Plan {
    /// In order; the first begins with the first token, the last is the end.
    pub(super) rows: Vec<Row>,
    /// In order of their first tokens, a larger one before the smaller ones in it.
    pub(super) groups: Vec<Group>,
    /// For each token how a line may break before it.
    pub(super) breaks: Vec<Break>,
    /// For each token whether a space stands before it within a line.
    pub(super) spaces: Vec<bool>,
}

/// A line that is always begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Its first token.
    pub(super) start: u32,
    /// How deep in braces it stands.
    pub(super) level: u8,
    /// What it does to braces.
    pub(super) role: Role,
}

/// What a row does to braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    Plain,
    /// It ends with an opening brace.
    Opens,
    /// It is a closing brace.
    Closes,
    /// It is the end of the text.
    End,
}

/// Tokens that stay on one line if they can.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Its first token.
    pub(super) start: u32,
    /// The token behind it.
    pub(super) end: u32,
}

/// How a line may break before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// Not at all.
    None,
    /// With all others of a group that does not fit.
    Each,
    /// Where what follows does not fit on the line, as words of a text do.
    Flow,
    /// As `Back`, in any case: its group never fits.
    Must,
    /// As `Each`, back to where the group's line began.
    Back,
}

impl Plan {
    /// The plan of a sound text.
    pub(super) fn new(text: &str, tokens: &[Token], tree: &ast::File) -> Plan {
        let mut planner = Planner {
            text,
            tokens,
            rows: Vec::new(),
            groups: Vec::new(),
            breaks: vec![Break::None; tokens.len()],
            spaces: spacing::spaces(tokens),
            near: Cell::new(0),
        };
        tree.items.iter().for_each(|item| planner.item(item));
        planner.row(planner.end(), 0, Role::End);
        planner.brackets();
        // The tree keeps norms apart from the head of their instrument, and the clauses of a norm by their sort.
        planner.rows.sort_by_key(|row| row.start);
        planner.groups.sort_unstable_by_key(|group| (group.start, std::cmp::Reverse(group.end)));
        let Planner { rows, groups, breaks, spaces, .. } = planner;
        Plan { rows, groups, breaks, spaces }
    }
}

struct Planner<'a> {
    text: &'a str,
    tokens: &'a [Token],
    rows: Vec<Row>,
    groups: Vec<Group>,
    breaks: Vec<Break>,
    spaces: Vec<bool>,
    /// The token that was last looked for: the next is seldom far.
    near: Cell<usize>,
}

/// Places of tokens, and the marks that everything is made of.
impl Planner<'_> {
    /// The token that stands at the start of a span.
    fn first(&self, span: Span) -> u32 {
        self.token_from(span.start)
    }

    /// The token behind a span.
    fn behind(&self, span: Span) -> u32 {
        self.token_from(span.end)
    }

    /// The first token that begins at a byte or behind it, looked for from the last one on with growing steps.
    fn token_from(&self, offset: u32) -> u32 {
        let before = |at: usize| self.tokens[at].start < offset;
        let (mut low, mut high, mut step) = (self.near.get(), self.near.get(), 1);
        while low > 0 && !before(low - 1) {
            high = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
        while high < self.tokens.len() && before(high) {
            low = high + 1;
            high = (high + step).min(self.tokens.len());
            step *= 2;
        }
        let found = low + self.tokens[low..high].partition_point(|token| token.start < offset);
        self.near.set(found.min(self.tokens.len() - 1));
        found as u32
    }

    /// The last token, which is the end of the text.
    fn end(&self) -> u32 {
        self.tokens.len() as u32 - 1
    }

    fn kind(&self, at: u32) -> Kind {
        self.tokens[at as usize].kind
    }

    /// The word before a condition, whatever brackets stand between.
    fn word_before(&self, condition: &ast::Cond) -> u32 {
        let mut at = self.first(condition.span) - 1;
        while self.kind(at) == Kind::LeftParen {
            at -= 1;
        }
        at
    }

    /// Tokens of these kinds that stand in no brackets.
    fn outside_brackets(&self, (start, end): (u32, u32), kinds: &[Kind]) -> Vec<u32> {
        let mut depth = 0_u32;
        let mut found = Vec::new();
        for at in start..end {
            match self.kind(at) {
                Kind::LeftParen => depth += 1,
                Kind::RightParen => depth = depth.saturating_sub(1),
                kind if depth == 0 && kinds.contains(&kind) => found.push(at),
                _ => {}
            }
        }
        found
    }

    /// What stands in the text between a token and the one before it.
    fn between(&self, at: u32) -> &str {
        let (before, token) = (self.tokens[at as usize - 1], self.tokens[at as usize]);
        &self.text[before.end as usize..token.start as usize]
    }

    fn row(&mut self, start: u32, level: u8, role: Role) {
        self.rows.push(Row { start, level, role });
    }

    fn break_before(&mut self, at: u32, how: Break) {
        self.breaks[at as usize] = how;
    }

    /// The head and the closing brace of an item in braces.
    fn braces(&mut self, span: Span, level: u8) {
        let close = self.behind(span) - 1;
        let empty =
            self.kind(close - 1) == Kind::LeftBrace && self.between(close).trim().is_empty();
        self.row(self.first(span), level, if empty { Role::Plain } else { Role::Opens });
        if !empty {
            self.row(close, level, Role::Closes);
        }
    }

    /// A group whose breaks are set elsewhere.
    fn whole(&mut self, (start, end): (u32, u32)) {
        if start < end {
            self.groups.push(Group { start, end });
        }
    }

    /// A group that is broken before all of these tokens, or before none.
    fn group(&mut self, (start, end): (u32, u32), breaks: &[u32]) {
        if !breaks.is_empty() {
            self.whole((start, end));
            breaks.iter().for_each(|&at| self.break_before(at, Break::Each));
        }
    }

    /// Clauses of which the last is the first to go to a line of its own.
    fn clauses(&mut self, (start, end): (u32, u32), clauses: &[u32]) {
        let ends = clauses.iter().skip(1).copied().chain([end]);
        for (&clause, end) in clauses.iter().zip(ends) {
            self.group((start, end), &[clause]);
        }
    }

    /// A list whose members flow like words: lines break behind commas and before other separators.
    fn list(&mut self, (start, end): (u32, u32), separators: &[Kind]) {
        let found = self.outside_brackets((start, end), separators);
        if found.is_empty() {
            return;
        }
        self.whole((start, end));
        for at in found {
            let comma = self.kind(at) == Kind::Comma;
            self.break_before(if comma { at + 1 } else { at }, Break::Flow);
        }
    }

    /// The arguments of all calls: their lists flow.
    fn brackets(&mut self) {
        let mut open: Vec<Option<u32>> = Vec::new();
        for at in 0..self.end() {
            match self.kind(at) {
                Kind::LeftParen => {
                    let call = at > 0 && self.kind(at - 1) == Kind::Name;
                    open.push(call.then_some(at + 1));
                }
                Kind::RightParen => {
                    if let Some(start) = open.pop().flatten() {
                        self.whole((start, at));
                    }
                }
                Kind::Comma if open.last().is_some_and(Option::is_some) => {
                    self.break_before(at + 1, Break::Flow);
                }
                _ => {}
            }
        }
    }
}
