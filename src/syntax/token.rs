//! Tokens: what the text is cut into before anything is understood. Knows no grammar.

use crate::source::{FileId, Span};

/// What a token is. Words of the language are reserved; all other words are [`Kind::Name`].
#[expect(missing_docs, reason = "the word or sign is its own documentation; see `WORDS` and `SIGNS`")]
#[rustfmt::skip]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    // The last token of every file.
    Eof,
    // A character that has no place outside texts and comments.
    Invalid,
    Name, Number, Date, Clock, Text,
    LeftParen, RightParen, LeftBrace, RightBrace,
    Comma, Colon, Dot, DotDot, Slash, Pipe, Plus, Minus,
    Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual,
    Action, After, Allow, Always, And, Any, Applies, As, Assume, At, Attribute,
    Bearer, Because, Before, By, Calendar, Cites, Closure,
    Default, Define, Disjoint, Displaces, Does, Earlier, Event, Every, Expect,
    Fact, For, Forbid, From, Happens, Has, Holds,
    Implies, In, Individual, Instrument, Is, Issued, KindWord, May, Must,
    Need, Never, No, Norm, Not, Notwithstanding, Of, On, Open, Or, Order, Otherwise,
    Participant, Parties, Pending, Permit, Precedence, Prevails, Principle, Profile, Proposed,
    Reads, Require, Reservation, Role, Rule, Safeguard, Scenario, Settled, Shall, Should, Soft,
    Some, Sometimes, Subject, To, Treaty, Universe, Unless, Until, Use,
    Violated, Violates, When, Whenever, With, Within, Without,
}

/// Every reserved word, in the order of the alphabet.
#[rustfmt::skip]
pub const WORDS: [(&str, Kind); 91] = [
    ("action", Kind::Action), ("after", Kind::After), ("allow", Kind::Allow),
    ("always", Kind::Always), ("and", Kind::And), ("any", Kind::Any),
    ("applies", Kind::Applies), ("as", Kind::As), ("assume", Kind::Assume), ("at", Kind::At),
    ("attribute", Kind::Attribute), ("bearer", Kind::Bearer), ("because", Kind::Because),
    ("before", Kind::Before), ("by", Kind::By), ("calendar", Kind::Calendar),
    ("cites", Kind::Cites), ("closure", Kind::Closure), ("default", Kind::Default),
    ("define", Kind::Define), ("disjoint", Kind::Disjoint), ("displaces", Kind::Displaces),
    ("does", Kind::Does), ("earlier", Kind::Earlier), ("event", Kind::Event),
    ("every", Kind::Every), ("expect", Kind::Expect), ("fact", Kind::Fact), ("for", Kind::For),
    ("forbid", Kind::Forbid), ("from", Kind::From), ("happens", Kind::Happens),
    ("has", Kind::Has), ("holds", Kind::Holds), ("implies", Kind::Implies), ("in", Kind::In),
    ("individual", Kind::Individual), ("instrument", Kind::Instrument), ("is", Kind::Is),
    ("issued", Kind::Issued), ("kind", Kind::KindWord), ("may", Kind::May), ("must", Kind::Must),
    ("need", Kind::Need), ("never", Kind::Never), ("no", Kind::No), ("norm", Kind::Norm),
    ("not", Kind::Not), ("notwithstanding", Kind::Notwithstanding), ("of", Kind::Of),
    ("on", Kind::On), ("open", Kind::Open), ("or", Kind::Or), ("order", Kind::Order),
    ("otherwise", Kind::Otherwise), ("participant", Kind::Participant),
    ("parties", Kind::Parties), ("pending", Kind::Pending), ("permit", Kind::Permit),
    ("precedence", Kind::Precedence), ("prevails", Kind::Prevails),
    ("principle", Kind::Principle), ("profile", Kind::Profile), ("proposed", Kind::Proposed),
    ("reads", Kind::Reads), ("require", Kind::Require), ("reservation", Kind::Reservation),
    ("role", Kind::Role), ("rule", Kind::Rule), ("safeguard", Kind::Safeguard),
    ("scenario", Kind::Scenario), ("settled", Kind::Settled), ("shall", Kind::Shall),
    ("should", Kind::Should), ("soft", Kind::Soft), ("some", Kind::Some),
    ("sometimes", Kind::Sometimes), ("subject", Kind::Subject), ("to", Kind::To),
    ("treaty", Kind::Treaty), ("universe", Kind::Universe), ("unless", Kind::Unless),
    ("until", Kind::Until), ("use", Kind::Use), ("violated", Kind::Violated),
    ("violates", Kind::Violates), ("when", Kind::When), ("whenever", Kind::Whenever),
    ("with", Kind::With), ("within", Kind::Within), ("without", Kind::Without),
];

/// The signs with their spelling.
const SIGNS: [(&str, Kind); 18] = [
    ("(", Kind::LeftParen),
    (")", Kind::RightParen),
    ("{", Kind::LeftBrace),
    ("}", Kind::RightBrace),
    (",", Kind::Comma),
    (":", Kind::Colon),
    (".", Kind::Dot),
    ("..", Kind::DotDot),
    ("/", Kind::Slash),
    ("|", Kind::Pipe),
    ("+", Kind::Plus),
    ("-", Kind::Minus),
    ("=", Kind::Equal),
    ("!=", Kind::NotEqual),
    ("<", Kind::Less),
    ("<=", Kind::LessEqual),
    (">", Kind::Greater),
    (">=", Kind::GreaterEqual),
];

/// A token: its kind and the bytes that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: Kind,
    /// Whether it is the first of its line.
    pub first: bool,
    /// Whether its line begins with it, without any space before it.
    pub margin: bool,
    /// Whether the lexer reported it: what follows from it is no second mistake.
    pub bad: bool,
}

impl Token {
    /// The bytes as indices into the file's text.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Where it stands.
    pub fn span(self, file: FileId) -> Span {
        Span::new(file, self.start, self.end)
    }
}

impl Kind {
    /// The reserved word that is spelled so.
    pub fn of_word(word: &[u8]) -> Option<Kind> {
        if word.len() < 2 || word.len() > LONGEST || !word[0].is_ascii_lowercase() {
            return None;
        }
        let mut slot = slot_of(word);
        while TABLE[slot] != 0 {
            let (text, kind) = WORDS[TABLE[slot] as usize - 1];
            if text.as_bytes() == word {
                return Some(kind);
            }
            slot = (slot + 1) % SLOTS;
        }
        None
    }

    /// The spelling of a reserved word or sign; `None` where spellings differ.
    pub fn spelling(self) -> Option<&'static str> {
        WORDS.iter().chain(&SIGNS).find(|&&(_, kind)| kind == self).map(|&(text, _)| text)
    }

    /// Whether it is a reserved word.
    pub fn is_word(self) -> bool {
        self as u8 >= Kind::Action as u8
    }

    /// Whether it is a word that is never a name, not even before `(` or after a dot.
    pub fn is_never_a_name(self) -> bool {
        use Kind::*;
        matches!(self, Not | And | Or | Implies | When | Unless | Require | Forbid | Permit)
    }
}

/// The bytes of the longest reserved word.
const LONGEST: usize = {
    let (mut longest, mut at) = (0, 0);
    while at < WORDS.len() {
        if WORDS[at].0.len() > longest {
            longest = WORDS[at].0.len();
        }
        at += 1;
    }
    longest
};

/// Slots of the table of reserved words; a power of two, sparsely filled.
const SLOTS: usize = 512;

/// One more than the place in [`WORDS`], in the first free slot from the word's own on.
static TABLE: [u8; SLOTS] = table();

const fn table() -> [u8; SLOTS] {
    let mut table = [0; SLOTS];
    let mut at = 0;
    while at < WORDS.len() {
        let mut slot = slot_of(WORDS[at].0.as_bytes());
        while table[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = at as u8 + 1;
        at += 1;
    }
    table
}

const fn slot_of(word: &[u8]) -> usize {
    let (first, last) = (word[0] as usize, word[word.len() - 1] as usize);
    let middle = word[word.len() / 2] as usize;
    (first * 7 + last * 61 + middle * 29 + word.len() * 131) % SLOTS
}

/// Whether an item begins with this.
pub(super) fn starts_item(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Use | KindWord | Role | Disjoint | Individual | Fact | Open | Attribute | Event | Action
    ) || matches!(
        kind,
        Rule | Define | Assume | Safeguard | Calendar | Universe | Order | Precedence
    ) || matches!(
        kind,
        Closure | Instrument | Norm | Principle | Profile | Scenario | Expect | Allow
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reserved_word_is_found_and_nothing_else() {
        for (text, kind) in WORDS {
            assert_eq!(Kind::of_word(text.as_bytes()), Some(kind));
            assert_eq!(kind.spelling(), Some(text));
            assert!(kind.is_word());
        }
        assert_eq!(Kind::of_word(b"Must"), None);
        assert_eq!(Kind::of_word(b"musty"), None);
        assert!(!Kind::GreaterEqual.is_word());
    }

    #[test]
    fn reserved_words_are_sorted() {
        assert!(WORDS.is_sorted_by_key(|(text, _)| text));
    }
}
