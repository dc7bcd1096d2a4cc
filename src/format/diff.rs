//! What formatting changes, as a unified diff.
//!
//! Both texts hold the same ink: the same characters but for white space. So lines are matched by the ink before them,
//! in one pass, instead of by a search.

use std::fmt::Write;
use std::ops::Range;

/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// The unified diff from `before` to `after`, which differ in white space only; empty where they are equal.
///
/// `name` is the path of the file, with `/`.
pub fn diff(name: &str, before: &str, after: &str) -> String {
    let (before, after) = (lines(before), lines(after));
    let changes = changes(&before, &after);
    let mut out = String::new();
    if !changes.is_empty() {
        // As seen from the root, where the path is absolute.
        let name = name.trim_start_matches('/');
        out += &format!("--- a/{name}\n+++ b/{name}\n");
    }
    let mut rest = changes.as_slice();
    while !rest.is_empty() {
        let apart = |pair: &[Change]| pair[1].before.start - pair[0].before.end > 2 * CONTEXT;
        let count = rest.windows(2).position(apart).map_or(rest.len(), |at| at + 1);
        hunk(&mut out, &rest[..count], &before, &after);
        rest = &rest[count..];
    }
    out
}

/// A line with the ink before it.
struct Line<'a> {
    text: &'a str,
    ink: usize,
}

impl Line<'_> {
    fn is_blank(&self) -> bool {
        ink(self.text) == 0
    }
}

/// Lines that are replaced by others.
struct Change {
    before: Range<usize>,
    after: Range<usize>,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut before = 0;
    let line = |text| {
        let line = Line { text, ink: before };
        before += ink(text);
        line
    };
    text.split_inclusive('\n').map(line).collect()
}

fn ink(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum()
}

fn changes(before: &[Line<'_>], after: &[Line<'_>]) -> Vec<Change> {
    let (mut at, mut to) = (0, 0);
    let mut changes: Vec<Change> = Vec::new();
    while at < before.len() || to < after.len() {
        let (left, right) = (before.get(at), after.get(to));
        let (step_left, step_right) = match (left, right) {
            (Some(left), Some(right)) if left.ink == right.ink => {
                if left.text == right.text {
                    (at, to) = (at + 1, to + 1);
                    continue;
                }
                match (left.is_blank(), right.is_blank()) {
                    (true, false) => (1, 0),
                    (false, true) => (0, 1),
                    _ => (1, 1),
                }
            }
            (Some(left), Some(right)) if left.ink < right.ink => (1, 0),
            (Some(_), None) => (1, 0),
            _ => (0, 1),
        };
        let (ends, tos) = (at + step_left, to + step_right);
        match changes.last_mut() {
            Some(last) if last.before.end == at && last.after.end == to => {
                (last.before.end, last.after.end) = (ends, tos);
            }
            _ => changes.push(Change { before: at..ends, after: to..tos }),
        }
        (at, to) = (ends, tos);
    }
    changes
}

fn hunk(out: &mut String, changes: &[Change], before: &[Line<'_>], after: &[Line<'_>]) {
    let (first, last) = (&changes[0], &changes[changes.len() - 1]);
    let lead = first.before.start.min(CONTEXT);
    let tail = (before.len() - last.before.end).min(CONTEXT);
    let old = first.before.start - lead..last.before.end + tail;
    let new = first.after.start - lead..last.after.end + tail;
    // A string takes everything.
    let _ = writeln!(out, "@@ -{} +{} @@", place(&old), place(&new));
    let mut at = old.start;
    for change in changes {
        write_lines(out, ' ', &before[at..change.before.start]);
        write_lines(out, '-', &before[change.before.clone()]);
        write_lines(out, '+', &after[change.after.clone()]);
        at = change.before.end;
    }
    write_lines(out, ' ', &before[at..old.end]);
}

/// `12,3`: three lines from line 12 on; of no lines, the line before them.
fn place(lines: &Range<usize>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => format!("{}", lines.start + 1),
        count => format!("{},{count}", lines.start + 1),
    }
}

fn write_lines(out: &mut String, mark: char, lines: &[Line<'_>]) {
    for line in lines {
        out.push(mark);
        out.push_str(line.text);
        if !line.text.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_diff() {
        assert_eq!(diff("a", "kind A\n", "kind A\n"), "");
    }

    #[test]
    fn a_change_is_shown_with_three_lines_around_it() {
        let before = "1\n2\n3\n4\n  5  6\n7\n8\n9\n10\n";
        let after = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        let expected =
            "--- a/x\n+++ b/x\n@@ -2,7 +2,8 @@\n 2\n 3\n 4\n-  5  6\n+5\n+6\n 7\n 8\n 9\n";
        assert_eq!(diff("x", before, after), expected);
    }

    #[test]
    fn blank_lines_and_the_end_of_the_last_line_are_changes_of_their_own() {
        let expected =
            "--- a/x\n+++ b/x\n@@ -1,4 +1,3 @@\n-\n a\n \n-b\n\\ No newline at end of file\n+b\n";
        assert_eq!(diff("x", "\na\n\nb", "a\n\nb\n"), expected);
    }

    #[test]
    fn changes_far_apart_are_hunks_of_their_own() {
        let middle = "m\n".repeat(7);
        let found = diff("x", &format!(" a\n{middle} b\n"), &format!("a\n{middle}b\n"));
        assert_eq!(found.matches("@@ -").count(), 2);
        assert!(found.contains("@@ -6,4 +6,4 @@"), "{found}");
    }
}
