//! Writes tokens, comments and blank lines along a plan. Every token is written once, in order.

use unicode_width::UnicodeWidthStr;

use super::WIDTH;
use super::gaps::Gaps;
use super::plan::{Break, Group, Plan, Role, Row};
use crate::syntax::token::{Kind, Token};

/// Columns of one level.
const INDENT: usize = 2;

/// More columns than any line has: what must break never fits.
const NEVER_FITS: u64 = 1 << 32;

/// The text in the layout of the plan.
pub(super) fn print(text: &str, tokens: &[Token], plan: &Plan, gaps: &Gaps) -> String {
    let mut printer = Printer {
        text,
        tokens,
        plan,
        gaps,
        ends: ends(text, tokens, plan, gaps),
        next_break: next_breaks(tokens.len(), plan),
        out: String::with_capacity(text.len() + text.len() / 8),
        line_end: if first_line_ends_with_return(text) { "\r\n" } else { "\n" },
        column: 0,
        indent: 0,
        fresh: true,
        open: Vec::new(),
    };
    printer.run();
    printer.out
}

fn first_line_ends_with_return(text: &str) -> bool {
    text.find('\n').is_some_and(|at| text[..at].ends_with('\r'))
}

struct Printer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    plan: &'a Plan,
    gaps: &'a Gaps,
    /// The column in which each token would end if all tokens stood on one line.
    ends: Vec<u64>,
    /// From each token on, the first before which a line may break.
    next_break: Vec<u32>,
    out: String,
    line_end: &'static str,
    /// Columns that the line has.
    column: usize,
    /// Columns of space at the head of the line.
    indent: usize,
    /// Whether nothing but that space stands on the line.
    fresh: bool,
    /// The groups around what is being written, the innermost last.
    open: Vec<Open>,
}

/// A group that has been entered.
#[derive(Clone, Copy)]
struct Open {
    end: u32,
    /// Whether it does not fit on its line.
    broken: bool,
    /// The space at the head of the line in which it began.
    indent: usize,
}

impl Printer<'_> {
    fn run(&mut self) {
        let (mut groups, mut rows) = (self.plan.groups.as_slice(), self.plan.rows.as_slice());
        let mut last = Role::Opens;
        for at in 0..self.tokens.len() {
            match rows {
                [row, further @ ..] if row.start as usize == at => {
                    self.begin_row(row, last);
                    (last, rows) = (row.role, further);
                }
                _ => self.go_on(at),
            }
            while let [group, further @ ..] = groups
                && group.start as usize == at
            {
                self.enter(group);
                groups = further;
            }
            self.token(at);
        }
    }

    /// Goes to the line on which a row begins. `last` is what the row before it was.
    fn begin_row(&mut self, row: &Row, last: Role) {
        self.open.clear();
        let at = row.start as usize;
        let indent = usize::from(row.level) * INDENT;
        let closes = row.role == Role::Closes;
        let mut may_be_blank = last != Role::Opens;
        let mut apart = last == Role::Closes && row.role == Role::Opens;
        for comment in self.gaps.before(at) {
            if comment.breaks > 0 || self.out.is_empty() {
                let blank = may_be_blank && (comment.breaks > 1 || apart);
                self.line(blank, if closes { indent + INDENT } else { indent });
                (may_be_blank, apart) = (true, false);
            }
            self.comment(comment.range);
        }
        if row.role != Role::End {
            let blank = may_be_blank && !closes && (self.gaps.blank_before(at) || apart);
            self.line(blank, indent);
        } else if !self.out.is_empty() {
            self.out.push_str(self.line_end);
        }
        self.open.push(Open { end: u32::MAX, broken: true, indent });
    }

    /// Goes to the next token of a row: on the same line, or on a new one.
    fn go_on(&mut self, at: usize) {
        if self.plan.breaks[at] == Break::None && !self.gaps.has_comment_before(at) {
            return;
        }
        let comments = self.gaps.before(at);
        let group = self.around(at);
        let back = matches!(self.plan.breaks[at], Break::Back | Break::Must);
        let inside = group.indent + INDENT;
        let mut may_be_blank =
            !matches!(self.tokens[at - 1].kind, Kind::LeftParen | Kind::LeftBrace);
        for comment in comments {
            if comment.breaks > 0 {
                self.line(may_be_blank && comment.breaks > 1, inside);
            }
            self.comment(comment.range);
            may_be_blank = true;
        }
        let breaks = comments.is_empty()
            && group.broken
            && match self.plan.breaks[at] {
                Break::None => false,
                Break::Flow => !self.fits(at, self.next_break[at + 1] as usize),
                Break::Each | Break::Must | Break::Back => true,
            };
        if breaks || !comments.is_empty() {
            // Where it may stand on a line with what is before it, a blank line would hang on where that is full.
            let own = !comments.is_empty() || self.plan.breaks[at] == Break::Each;
            let blank = may_be_blank && own && !back && self.gaps.blank_before(at);
            self.line(blank, if back { group.indent } else { inside });
        }
    }

    /// The innermost group around a token. Those that end before it are left.
    fn around(&mut self, at: usize) -> Open {
        while self.open.last().is_some_and(|group| group.end as usize <= at) {
            self.open.pop();
        }
        *self.open.last().expect("a row is open")
    }

    fn enter(&mut self, group: &Group) {
        let around = self.around(group.start as usize);
        let fits = !around.broken
            || self.fits(group.start as usize, self.next_break[group.end as usize] as usize);
        // What is in brackets breaks deeper than what is around them.
        let bracketed =
            group.start > 0 && self.tokens[group.start as usize - 1].kind == Kind::LeftParen;
        let least = if bracketed { around.indent + INDENT } else { 0 };
        let indent = self.indent.max(least);
        self.open.push(Open { end: group.end, broken: !fits, indent });
    }

    /// Whether the tokens from `from` up to `to` fit on the rest of the line.
    fn fits(&self, from: usize, to: usize) -> bool {
        let first = if self.fresh { gap(from, self.plan, self.gaps) } else { 0 };
        let columns = self.ends[to - 1] - self.end_before(from) - first;
        self.column as u64 + columns <= WIDTH as u64
    }

    /// The column in which the token before one would end if all tokens stood on one line.
    fn end_before(&self, at: usize) -> u64 {
        at.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn token(&mut self, at: usize) {
        let token = self.tokens[at];
        if token.start == token.end {
            // The end of the text stands on no line.
            return;
        }
        let with_space = (self.ends[at] - self.end_before(at)) % NEVER_FITS;
        self.column += with_space as usize;
        match self.plan.spaces[at] {
            true if self.fresh => self.column -= 1,
            true => self.out.push(' '),
            false => {}
        }
        self.out.push_str(&self.text[token.range()]);
        self.fresh = false;
    }

    fn comment(&mut self, (start, end): (u32, u32)) {
        if !self.fresh {
            self.out.push(' ');
        }
        self.out.push_str(&self.text[start as usize..end as usize]);
        // The line is full: nothing may stand behind a comment.
        (self.column, self.fresh) = (WIDTH + 1, false);
    }

    /// Begins a line, unless the text begins here; before it a blank one perhaps.
    fn line(&mut self, blank: bool, indent: usize) {
        if !self.out.is_empty() {
            self.out.push_str(self.line_end);
            if blank {
                self.out.push_str(self.line_end);
            }
        }
        self.space(indent);
        (self.column, self.indent, self.fresh) = (indent, indent, true);
    }

    fn space(&mut self, columns: usize) {
        const SPACES: &str = "                                ";
        let mut left = columns;
        while left > 0 {
            let some = left.min(SPACES.len());
            self.out.push_str(&SPACES[..some]);
            left -= some;
        }
    }
}

/// Running columns, with the gap before each token.
fn ends(text: &str, tokens: &[Token], plan: &Plan, gaps: &Gaps) -> Vec<u64> {
    let ascii = text.is_ascii();
    let mut column = 0;
    let one = |(at, token): (usize, &Token)| {
        let word = &text[token.range()];
        let width = if ascii || word.is_ascii() { word.len() } else { word.width() };
        column += gap(at, plan, gaps) + width as u64;
        column
    };
    tokens.iter().enumerate().map(one).collect()
}

fn gap(at: usize, plan: &Plan, gaps: &Gaps) -> u64 {
    let breaks = plan.breaks[at] == Break::Must || gaps.has_comment_before(at);
    u64::from(plan.spaces[at]) + if breaks { NEVER_FITS } else { 0 }
}

/// A row's first token counts as a break: nothing of a row must fit beyond its end.
fn next_breaks(count: usize, plan: &Plan) -> Vec<u32> {
    let mut next = vec![count as u32; count + 1];
    let mut rows = plan.rows.iter().rev().peekable();
    for at in (0..count).rev() {
        let begins = rows.next_if(|row| row.start as usize == at).is_some();
        let breaks = begins || plan.breaks[at] != Break::None;
        next[at] = if breaks { at as u32 } else { next[at + 1] };
    }
    next
}
