//! What characters outside ASCII are good for. Knows nothing of tokens but their kinds.

use crate::syntax::token::Kind;

/// What a look-alike stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alike {
    /// A quotation mark.
    Quote,
    /// A space.
    Space,
    /// A sign of the language.
    Sign { kind: Kind, sign: &'static str, name: &'static str },
}

/// What a character outside ASCII stands for, if it looks like one of ours.
pub(super) fn look_alike(character: char) -> Option<Alike> {
    let (kind, sign, name) = match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '‘' | '’' | '‚' | '‛' | '＂' | '＇'
        | '「' | '」' | '『' | '』' | '《' | '》' => return Some(Alike::Quote),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            return Some(Alike::Space);
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' => {
            (Kind::Minus, "-", "a dash")
        }
        '（' => (Kind::LeftParen, "(", "a full-width bracket"),
        '）' => (Kind::RightParen, ")", "a full-width bracket"),
        '｛' => (Kind::LeftBrace, "{", "a full-width brace"),
        '｝' => (Kind::RightBrace, "}", "a full-width brace"),
        '，' | '、' | '،' => (Kind::Comma, ",", "a comma of another script"),
        '：' => (Kind::Colon, ":", "a full-width colon"),
        '．' | '。' => (Kind::Dot, ".", "a full stop of another script"),
        '…' | '‥' => (Kind::DotDot, "..", "an ellipsis"),
        '／' => (Kind::Slash, "/", "a full-width slash"),
        '｜' => (Kind::Pipe, "|", "a full-width bar"),
        '＋' => (Kind::Plus, "+", "a full-width sign"),
        '＝' => (Kind::Equal, "=", "a full-width sign"),
        '＜' => (Kind::Less, "<", "a full-width sign"),
        '＞' => (Kind::Greater, ">", "a full-width sign"),
        '≠' => (Kind::NotEqual, "!=", "a mathematical sign"),
        '≤' | '⩽' => (Kind::LessEqual, "<=", "a mathematical sign"),
        '≥' | '⩾' => (Kind::GreaterEqual, ">=", "a mathematical sign"),
        '∧' => (Kind::And, "and", "a logical sign"),
        '∨' => (Kind::Or, "or", "a logical sign"),
        '¬' => (Kind::Not, "not", "a logical sign"),
        '→' | '⇒' => (Kind::Implies, "implies", "a logical sign"),
        _ => return None,
    };
    Some(Alike::Sign { kind, sign, name })
}

/// Where a word ends, of which the text before `at` has been read.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let mut rest = text[at..].char_indices().peekable();
    while let Some((offset, character)) = rest.next() {
        let joins = matches!(character, '\u{200c}' | '\u{200d}')
            && rest.peek().is_some_and(|&(_, next)| !next.is_ascii() && goes_on(next));
        if !joins && !goes_on(character) {
            return at + offset;
        }
    }
    text.len()
}

/// Where a run of such characters ends. The first is taken in any case.
pub(super) fn run_end(text: &str, start: usize, belongs: impl Fn(char) -> bool) -> usize {
    let rest = text[start..].char_indices().skip(1);
    rest.into_iter().find(|&(_, c)| !belongs(c)).map_or(text.len(), |(offset, _)| start + offset)
}

/// Whether a character has no place outside texts and comments.
pub(super) fn is_unknown(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' | '\u{c}' => false,
        '\0'..='\u{1f}' | '\u{7f}' => true,
        '!' | '$' | '%' | '&' | '*' | ';' | '?' | '@' | '[' | '\\' | ']' | '^' | '`' | '~' => true,
        _ if character.is_ascii() => false,
        _ => !character.is_alphabetic() && look_alike(character).is_none(),
    }
}

/// Whether a character leaves no ink: control, format and zero-width characters.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn goes_on(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || is_mark(character)
}

/// The marks that change the letter before them and are no letters for `char::is_alphabetic`.
fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{93c}' | '\u{94d}' | '\u{951}'..='\u{954}'
        | '\u{9bc}' | '\u{9cd}' | '\u{a3c}' | '\u{a4d}' | '\u{abc}' | '\u{acd}' | '\u{b3c}'
        | '\u{b4d}' | '\u{bcd}' | '\u{c3c}' | '\u{c4d}' | '\u{cbc}' | '\u{ccd}' | '\u{d3b}'..='\u{d3c}'
        | '\u{d4d}' | '\u{dca}' | '\u{e38}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}'
        | '\u{eb8}'..='\u{eba}' | '\u{ec8}'..='\u{ecd}' | '\u{f35}' | '\u{f37}' | '\u{f39}'
        | '\u{f71}'..='\u{f84}' | '\u{1037}' | '\u{1039}'..='\u{103a}' | '\u{17c9}'..='\u{17d3}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}
