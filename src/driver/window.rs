//! Where two texts differ.

use crate::source::Span;

/// A stretch of an older text, and what a newer one has in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Where it begins, in both.
    pub(super) from: u32,
    /// Where it ends in the older text.
    pub(super) old_to: u32,
    /// Where it ends in the newer one.
    pub(super) new_to: u32,
}

/// Bytes that are compared at once.
const BLOCK: usize = 64;

impl Window {
    /// The bytes that differ, from the first to the last.
    pub(super) fn of_bytes(old: &str, new: &str) -> Window {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let from = same_at_start(old, new);
        Window::behind(from, old, new, same_at_end(&old[from..], &new[from..]))
    }

    /// The lines that differ: whole lines, all of those between the first and the last.
    pub(super) fn of_lines(old: &str, new: &str) -> Window {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let same = same_at_start(old, new);
        let from = old[..same].iter().rposition(|&it| it == b'\n').map_or(0, |at| at + 1);
        let tail = &old[old.len() - same_at_end(&old[from..], &new[from..])..];
        // What follows begins a line, in both texts: the tail behind its first end of line.
        let kept = tail.iter().position(|&it| it == b'\n').map_or(0, |at| tail.len() - at - 1);
        Window::behind(from, old, new, kept)
    }

    fn behind(from: usize, old: &[u8], new: &[u8], kept: usize) -> Window {
        let [old_to, new_to] = [old, new].map(|text| (text.len() - kept) as u32);
        Window { from: from as u32, old_to, new_to }
    }

    /// Where a span of the older text is now; `None` where it was touched.
    pub(super) fn moved(self, span: Span) -> Option<Span> {
        if span.end <= self.from && span.start < self.from {
            Some(span)
        } else if span.start >= self.old_to {
            Some(self.around(span))
        } else {
            None
        }
    }

    /// Where a span is now of which only the inside may have been touched.
    pub(super) fn around(self, span: Span) -> Span {
        let at = |at: u32| match at < self.old_to {
            true => at,
            false => at - self.old_to + self.new_to,
        };
        Span::new(span.file, at(span.start), at(span.end))
    }

    /// Whether a span of the newer text stood in the older one.
    pub(super) fn is_as_it_was(self, span: Span) -> bool {
        span.end <= self.from && span.start < self.from || span.start >= self.new_to
    }
}

/// How many bytes two texts have in common at their start.
fn same_at_start(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.chunks_exact(BLOCK).zip(b.chunks_exact(BLOCK)).take_while(|(a, b)| a == b);
    let same = blocks.count() * BLOCK;
    same + a[same..].iter().zip(&b[same..]).take_while(|(a, b)| a == b).count()
}

/// How many bytes two texts have in common at their end.
fn same_at_end(a: &[u8], b: &[u8]) -> usize {
    let blocks = a.rchunks_exact(BLOCK).zip(b.rchunks_exact(BLOCK)).take_while(|(a, b)| a == b);
    let same = blocks.count() * BLOCK;
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    same + a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(middle: &str) -> String {
        format!("{}\n{middle}\n{}", "a line\n".repeat(40), "another line\n".repeat(40))
    }

    #[test]
    fn windows_are_as_small_as_they_can_be() {
        let (old, new) = (long("one two three"), long("one twenty three"));
        let window = Window::of_bytes(&old, &new);
        assert_eq!(&old[window.from as usize..window.old_to as usize], "o");
        assert_eq!(&new[window.from as usize..window.new_to as usize], "enty");
        let window = Window::of_lines(&old, &new);
        assert_eq!(&new[window.from as usize..window.new_to as usize], "one twenty three\n");
    }

    #[test]
    fn what_follows_a_window_begins_a_line_in_both_texts() {
        let window = Window::of_lines("same\nsame\nlast\nend\n", "same\nlast\nend\n");
        assert_eq!(window, Window { from: 5, old_to: 15, new_to: 10 });
    }
}
