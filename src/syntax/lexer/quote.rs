//! Quoted texts, in our quotes and in others. A text ends on its line and has no escapes.

use super::Lexer;
use crate::syntax::problem::What;
use crate::syntax::token::Kind;

impl Lexer<'_> {
    /// A text in plain double quotes.
    pub(super) fn text_in_quotes(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start + 1..];
        let end = rest.iter().position(|&byte| byte == b'"' || byte == b'\n');
        if let Some(length) = end.filter(|&length| rest[length] == b'"') {
            self.at = start + 1 + length + 1;
            return self.push(Kind::Text, start, false);
        }
        match closing('"', &self.text[start + 1..]) {
            Some((close, size)) => self.foreign_text(start, 1, start + 1 + close, size),
            None => match self.end_on_next_line() {
                Some(end) => self.text_over_lines(start, end),
                None => self.unclosed_text(start, self.line_end()),
            },
        }
    }

    /// Where a text ends that its author went on with in the next line: there alone a mark closes one, and none opens.
    fn end_on_next_line(&self) -> Option<usize> {
        let start = self.at + self.text[self.at..].find('\n')? + 1;
        let line = self.text[start..].lines().next()?;
        let close = line.find('"').filter(|_| line.matches('"').count() == 1)?;
        let (inside, behind) = (&line[..close], line[close + 1..].trim());
        let closes = inside.ends_with(|c: char| !c.is_whitespace());
        let ends = behind.is_empty() || behind.starts_with(['{', '}', ',', ')']);
        (closes && ends && !inside.contains(['{', '}'])).then_some(start + close + 1)
    }

    fn text_over_lines(&mut self, start: usize, end: usize) {
        self.line = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        self.at = end;
        self.report(start, What::TextOverLines);
        self.push(Kind::Text, start, true);
    }

    /// A quotation mark that is not ours.
    pub(super) fn quote(&mut self, open: char) {
        let start = self.at;
        let inner = start + open.len_utf8();
        match closing(open, &self.text[inner..]) {
            Some((close, size)) => {
                self.foreign_text(start, open.len_utf8(), inner + close, size);
            }
            None => {
                self.at = inner;
                self.report(start, What::LookAlike { sign: "\"", name: "another quotation mark" });
                self.push(Kind::Invalid, start, true);
            }
        }
    }

    /// A text that is complete but for the kind of its quotes.
    fn foreign_text(&mut self, start: usize, open: usize, close: usize, size: usize) {
        self.at = close + size;
        self.report(start, What::Quotes { open: open as u8, close: size as u8 });
        self.push(Kind::Text, start, true);
    }

    /// A text that its line cuts off. A brace at the line's end is not part of it.
    fn unclosed_text(&mut self, start: usize, line_end: usize) {
        let line = self.text[start..line_end].trim_end();
        let text = line.strip_suffix('{').unwrap_or(line).trim_end();
        self.at = start + text.len().max(1);
        self.report(start, What::UnclosedText);
        self.push(Kind::Text, start, true);
    }
}

/// Where the mark that closes a text is on its line, and the bytes that it takes.
///
/// What opens a text of a sort also closes one, so a search that finds nothing is the line's last.
fn closing(open: char, rest: &str) -> Option<(usize, usize)> {
    let closes: &[char] = match open {
        '"' => &['”', '“', '＂'],
        '“' | '”' | '„' | '‟' | '＂' => &['“', '”', '„', '‟', '＂', '"'],
        '«' | '»' => &['«', '»'],
        '‹' | '›' => &['‹', '›'],
        '「' | '」' | '『' | '』' => &['「', '」', '『', '』'],
        '《' | '》' => &['《', '》'],
        _ => &['‘', '’', '‚', '‛', '＇', '\''],
    };
    let mut line = rest.char_indices().take_while(|&(_, character)| character != '\n');
    let found = line.find(|(_, character)| closes.contains(character));
    found.map(|(at, character)| (at, character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::super::lex;
    use super::*;

    fn one(text: &str) -> (Kind, What) {
        let lexed = lex(text);
        (lexed.tokens[0].kind, lexed.problems.kept[0].what)
    }

    #[test]
    fn typographic_quotes_still_hold_a_text() {
        for text in ["“a b”", "„a b“", "«a b»", "‘a b’", "'a b'", "\"a b”", "「a b」"]
        {
            let (kind, what) = one(text);
            assert_eq!(kind, Kind::Text, "{text}");
            assert!(matches!(what, What::Quotes { .. }), "{text}");
        }
    }

    #[test]
    fn an_unclosed_text_leaves_the_brace_at_the_end_of_its_line() {
        let lexed = lex("norm a \"Title {\n}");
        let kinds: Vec<Kind> = lexed.tokens.iter().map(|token| token.kind).collect();
        use Kind::*;
        assert_eq!(kinds, [Norm, Name, Text, LeftBrace, RightBrace, Eof]);
    }

    #[test]
    fn a_text_on_two_lines_is_one_mistake() {
        assert_eq!(one("\"one line\n  treaty and another\" {").1, What::TextOverLines);
        assert_eq!(one("\"one line\r\nand another\"").1, What::TextOverLines);
        assert_eq!(lex("reads \"one\n  two\"\nkind A").problems.kept.len(), 1);
        assert_eq!(one("\"one line\nkind A \"title").1, What::UnclosedText, "another begins");
        assert_eq!(one("\"one line\nnorm a \"b\" { x }").1, What::UnclosedText);
    }

    #[test]
    fn a_single_mark_is_no_text() {
        assert!(matches!(one("“a").1, What::LookAlike { .. }));
    }
}
