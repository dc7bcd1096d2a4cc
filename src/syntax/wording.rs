//! The words for each mistake: message, label, help and fixes. Finds nothing itself.

use super::ast::Modal;
use super::limits;
use super::problem::{Expected, Groups, Problem, Problems, What};
use super::rules;
use super::token::{Kind, WORDS};
use super::tokens::Reading;
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::source::{FileId, Span};

/// The mistakes of a file in words, in the order of the text.
pub(super) fn diagnostics(reading: Reading<'_>) -> Vec<Diagnostic> {
    let (text, file) = (reading.text, reading.file);
    let Problems { mut kept, mut more } = reading.into_problems();
    kept.sort_by_key(|problem| (problem.start, problem.end));
    more += kept.len().saturating_sub(limits::MAX_ERRORS);
    kept.truncate(limits::MAX_ERRORS);
    let words = Words { text, file };
    let mut diagnostics: Vec<Diagnostic> =
        kept.iter().map(|problem| words.diagnostic(problem)).collect();
    if let (Some(last), true) = (kept.last(), more > 0) {
        diagnostics.push(too_many(words.span(last.start, last.end), more));
    }
    diagnostics
}

/// The diagnostic for a text beyond the limit, which is not read at all.
pub(super) fn file_too_large(file: FileId) -> Diagnostic {
    let limit = limits::MAX_FILE_BYTES >> 20;
    let message = format!("the file is larger than {limit} MiB");
    Diagnostic::new(&rules::FILE_TOO_LARGE, message, Span::new(file, 0, 0), "not read")
        .help("divide it into several files")
}

fn too_many(span: Span, more: usize) -> Diagnostic {
    let errors = if more == 1 { "error" } else { "errors" };
    let message = format!("{more} more {errors} in this file are not shown");
    Diagnostic::new(&rules::TOO_MANY_ERRORS, message, span, "the last error that is shown")
        .help("mend the first ones and check again: some of the others may vanish")
}

/// What wording needs of a file.
struct Words<'a> {
    text: &'a str,
    file: FileId,
}

impl Words<'_> {
    fn diagnostic(&self, problem: &Problem) -> Diagnostic {
        let span = self.span(problem.start, problem.end);
        match problem.what {
            What::Silent => unexpected(span, "something else", "this"),
            What::Expected { expected, found } => self.expected(span, expected, found),
            What::UnclosedText => self.unclosed_text(span),
            What::Quotes { open, close } => self.quotes(span, u32::from(open), u32::from(close)),
            What::LookAlike { sign, name } => self.look_alike(span, sign, name),
            What::InvalidCharacter => self.invalid_character(span),
            What::ForeignComment => self.foreign_comment(span),
            What::BadDate => self.bad_date(span),
            What::LargeNumber => large_number(span),
            What::DecimalNumber => self.decimal_number(span),
            What::GluedNumber { letters } => self.glued_number(span, letters),
            What::LongLength => long_length(span),
            What::Unclosed { open, close } => self.unclosed(span, open, close),
            What::StrayBracket => self.stray_bracket(span),
            What::WordAsName { expected } => self.word_as_name(span, expected),
            What::TooDeep => too_deep(span),
            What::MayNot => may_not(span),
            What::MixedConditions(groups) => self.mixed_conditions(span, groups),
            What::MixedActs => self.mixed_acts(span),
            What::MixedTimes => self.mixed_times(span),
            What::BanOnBoth { joiner } => self.ban_on_both(span, joiner),
            What::AndAfter { modal } => and_after(span, modal),
            What::Misplaced => self.misplaced(span),
            What::NotAModal => self.not_a_modal(span),
            What::Passive => passive(span),
        }
    }

    fn expected(&self, span: Span, expected: Expected, found: Kind) -> Diagnostic {
        let expected = match expected {
            Expected::Kind(kind) => format!("`{}`", kind.spelling().unwrap_or("a name")),
            Expected::Word(word) => format!("`{word}`"),
            Expected::Thing(thing) => thing.to_owned(),
        };
        let diagnostic = unexpected(span, &expected, &self.found(span, found));
        if is_modal(found) && expected == "an act" {
            return diagnostic.help("a norm has one modal; write a second norm for the other");
        }
        self.hints(diagnostic, span, found)
    }

    /// What was found, in words.
    fn found(&self, span: Span, found: Kind) -> String {
        match found {
            Kind::Eof => "the end of the file".to_owned(),
            Kind::Text => "a quoted text".to_owned(),
            _ => format!("`{}`", self.short(span)),
        }
    }

    /// Help for what drafters often write instead.
    fn hints(&self, diagnostic: Diagnostic, span: Span, found: Kind) -> Diagnostic {
        if found == Kind::Minus && self.is_hyphen(span) {
            let help = "names are joined with `_`, as in `cross_border`";
            let fix = replace("write `_`", Applicability::Unsafe, span, "_");
            return diagnostic.help(help).fix(fix);
        }
        if found != Kind::Name {
            return diagnostic;
        }
        match instead_of(self.slice(span)) {
            Some(word) => {
                let title = format!("write `{word}`");
                let fix = replace(title.clone(), Applicability::Unsafe, span, word);
                diagnostic.help(title).fix(fix)
            }
            None => diagnostic,
        }
    }

    fn is_hyphen(&self, span: Span) -> bool {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let before = self.text[..span.start as usize].chars().next_back();
        let after = self.text[span.end as usize..].chars().next();
        before.is_some_and(in_word) && after.is_some_and(in_word)
    }

    fn unclosed_text(&self, span: Span) -> Diagnostic {
        let message = "the quoted text is not closed on its line";
        let end = Span { start: span.end, ..span };
        Diagnostic::new(&rules::UNTERMINATED_TEXT, message, span, "begins here and has no end")
            .help("close it with `\"`; a text stands on one line")
            .fix(replace("close the text", Applicability::Unsafe, end, "\""))
    }

    fn quotes(&self, span: Span, open: u32, close: u32) -> Diagnostic {
        let opening = Span { end: span.start + open, ..span };
        let closing = Span { start: span.end - close, ..span };
        let quote = |span: Span| Edit { span, text: "\"".to_owned() };
        let found = format!("{}…{}", self.slice(opening), self.slice(closing));
        let message = format!("the text stands in `{found}`, not in plain double quotes");
        Diagnostic::new(&rules::LOOK_ALIKE, message, span, "write `\"…\"`").fix(Fix {
            title: "write plain double quotes".to_owned(),
            applicability: Applicability::Safe,
            edits: [opening, closing]
                .into_iter()
                .filter(|&span| self.slice(span) != "\"")
                .map(quote)
                .collect(),
        })
    }

    fn look_alike(&self, span: Span, sign: &'static str, name: &str) -> Diagnostic {
        let (message, label) = match sign {
            " " => (format!("{name} ({}) stands here", self.codes(span)), "write a plain space"),
            _ => (
                format!("`{}` is {name}; the language writes `{sign}`", self.short(span)),
                "only looks like a sign of the language",
            ),
        };
        let spaced = sign.starts_with(|c: char| c.is_ascii_lowercase());
        let text = if spaced { format!(" {sign} ") } else { sign.to_owned() };
        let title =
            if sign == " " { "write a space".to_owned() } else { format!("write `{sign}`") };
        let diagnostic = Diagnostic::new(&rules::LOOK_ALIKE, message, span, label);
        match sign {
            "\"" => diagnostic.help("put the text in plain double quotes"),
            _ => diagnostic.fix(replace(title, Applicability::Safe, span, &text)),
        }
    }

    fn invalid_character(&self, span: Span) -> Diagnostic {
        let invisible = self.slice(span).chars().any(|c| c.is_control() || !c.is_ascii_graphic());
        let shown = if invisible { self.codes(span) } else { format!("`{}`", self.short(span)) };
        let message = format!("{shown} has no meaning here");
        Diagnostic::new(&rules::INVALID_CHARACTER, message, span, "not part of the language")
            .fix(replace("take it out", Applicability::Unsafe, span, ""))
    }

    /// The first characters by number, for what leaves no ink.
    fn codes(&self, span: Span) -> String {
        let mut characters = self.slice(span).chars();
        let first = characters.next().unwrap_or(' ');
        let more = if characters.next().is_some() { " …" } else { "" };
        let ink = !first.is_control() && !first.is_whitespace() && first.is_alphanumeric();
        let glyph = if ink { format!(" `{first}`") } else { String::new() };
        format!("character U+{:04X}{glyph}{more}", u32::from(first))
    }

    fn foreign_comment(&self, span: Span) -> Diagnostic {
        let sign = self.slice(span).chars().next().unwrap_or('#');
        let message = "a comment begins with `//` and ends with its line";
        let diagnostic = Diagnostic::new(
            &rules::INVALID_CHARACTER,
            message,
            Span { end: span.start + if sign == '#' { 1 } else { 2 }, ..span },
            "not a comment sign here",
        );
        match sign {
            '#' => diagnostic.fix(replace("write `//`", Applicability::Safe, span, "//")),
            _ => diagnostic.help("write `//` before each line of the comment"),
        }
    }

    fn bad_date(&self, span: Span) -> Diagnostic {
        let written = self.short(span);
        let (message, label) = if written.contains(':') {
            (
                format!("there is no clock time `{written}`"),
                "write `09:00`, from `00:00` to `23:59`",
            )
        } else if written.len() == 10 && written.as_bytes()[4] == b'-' {
            (format!("there is no day `{written}`"), "not a day of the calendar")
        } else {
            (format!("`{written}` is no date"), "write year, month and day as `2018-05-25`")
        };
        Diagnostic::new(&rules::INVALID_DATE, message, span, label)
    }

    fn decimal_number(&self, span: Span) -> Diagnostic {
        let message = format!("`{}` is not a whole number", self.short(span));
        Diagnostic::new(&rules::INVALID_NUMBER, message, span, "numbers are whole")
            .help("use a smaller unit, for example `36 hours` for a day and a half")
    }

    fn glued_number(&self, span: Span, letters: u32) -> Diagnostic {
        let word = Span { start: letters, ..span };
        let message = format!("a number and a word run together in `{}`", self.short(span));
        let diagnostic =
            Diagnostic::new(&rules::INVALID_NUMBER, message, span, "neither a number nor a name")
                .help("put a space before a unit, as in `72 hours`; a name begins with a letter");
        match unit_meant(self.slice(word)) {
            Some(unit) => {
                let title = format!("write `{unit}` behind a space");
                diagnostic.fix(replace(title, Applicability::Unsafe, word, &format!(" {unit}")))
            }
            None => diagnostic,
        }
    }

    fn unclosed(&self, span: Span, open: u32, close: Kind) -> Diagnostic {
        let bracket = self.span(open, open + 1);
        let (opening, closing) = (self.slice(bracket), close.spelling().unwrap_or(")"));
        let message = format!("`{opening}` is not closed");
        let before = match span.start == span.end || span.start as usize >= self.text.len() {
            true => format!("`{closing}` is missing at the end of the file"),
            false => format!("`{closing}` is missing before this"),
        };
        Diagnostic::new(&rules::BRACKET, message, span, before).related(bracket, "opened here")
    }

    fn stray_bracket(&self, span: Span) -> Diagnostic {
        let message = format!("`{}` closes nothing", self.short(span));
        Diagnostic::new(&rules::BRACKET, message, span, "has no partner before it").fix(replace(
            "take it out",
            Applicability::Unsafe,
            span,
            "",
        ))
    }

    fn word_as_name(&self, span: Span, expected: &str) -> Diagnostic {
        let word = self.slice(span);
        let message = format!("`{word}` is a word of the language and cannot be {expected}");
        Diagnostic::new(&rules::WORD_AS_NAME, message, span, "choose another name")
            .help(format!("write `{word}_` or a longer name"))
            .fix(replace(
                format!("write `{word}_`"),
                Applicability::Unsafe,
                span,
                &format!("{word}_"),
            ))
    }

    fn mixed_conditions(&self, span: Span, groups: Groups) -> Diagnostic {
        let first = groups.operator.spelling().unwrap_or("and");
        let second = self.slice(span);
        let message = if first == second {
            format!("`{first}` stands twice without brackets")
        } else {
            format!("`{first}` and `{second}` are mixed without brackets")
        };
        let left = self.span(groups.first, groups.last_end);
        let right = self.span(groups.last_start, groups.next_end);
        Diagnostic::new(&rules::MIXED_OPERATORS, message, span, "what belongs together is not said")
            .related(left, "one reading joins this first")
            .help("put brackets around what belongs together")
            .fix(bracket(left, format!("join with `{first}` first")))
            .fix(bracket(right, format!("join with the last `{second}` first")))
    }

    fn mixed_acts(&self, span: Span) -> Diagnostic {
        let message = "`and` and `or` are mixed between acts";
        Diagnostic::new(
            &rules::MIXED_OPERATORS,
            message,
            span,
            "the acts before it are joined otherwise",
        )
        .help("write two norms: acts take no brackets")
    }

    fn mixed_times(&self, span: Span) -> Diagnostic {
        let message = "time clauses are joined by `and` and by `or`";
        Diagnostic::new(
            &rules::MIXED_TIMES,
            message,
            span,
            "the clauses before it are joined otherwise",
        )
        .help("write two norms, one for each window")
    }

    fn ban_on_both(&self, span: Span, joiner: (u32, u32)) -> Diagnostic {
        let joiner = self.span(joiner.0, joiner.1);
        let message = format!("`{}` can be read two ways", self.short(span));
        Diagnostic::new(&rules::BAN_ON_BOTH, message, joiner, "neither of them, or not both?")
            .help("if each is forbidden, write `or`")
            .help("if only both together are forbidden, write `rule A excludes B`")
            .fix(replace("forbid each: write `or`", Applicability::Unsafe, joiner, "or"))
    }

    fn misplaced(&self, span: Span) -> Diagnostic {
        let word = self.slice(span);
        let message = format!("`{word}` cannot stand inside an instrument");
        Diagnostic::new(
            &rules::MISPLACED_ITEM,
            message,
            span,
            "belongs before or after the instrument",
        )
        .help("move it out of the braces")
    }

    fn not_a_modal(&self, span: Span) -> Diagnostic {
        let word = self.slice(span);
        let message = format!("`{word}` does not say what the norm demands");
        let diagnostic = Diagnostic::new(&rules::NOT_A_MODAL, message, span, "expected a modal")
            .help("write `must`, `must not`, `may`, `need not`, `should` or `has power to`");
        match word {
            "will" | "would" => {
                diagnostic.fix(replace("write `must`", Applicability::Unsafe, span, "must"))
            }
            "can" | "could" | "might" => {
                diagnostic.fix(replace("write `may`", Applicability::Unsafe, span, "may"))
            }
            "cannot" => {
                diagnostic.fix(replace("write `must not`", Applicability::Unsafe, span, "must not"))
            }
            _ => diagnostic,
        }
    }

    fn span(&self, start: u32, end: u32) -> Span {
        Span::new(self.file, start, end)
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    /// The text of a span on one line and not longer than a reader wants to see it.
    fn short(&self, span: Span) -> String {
        const MOST: usize = 40;
        let mut text = String::new();
        for character in self.slice(span).chars().take(MOST) {
            text.push(if character.is_control() { ' ' } else { character });
        }
        if self.slice(span).chars().nth(MOST).is_some() {
            text.push('…');
        }
        text
    }
}

fn unexpected(span: Span, expected: &str, found: &str) -> Diagnostic {
    let message = format!("expected {expected}, found {found}");
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, format!("expected {expected}"))
}

fn large_number(span: Span) -> Diagnostic {
    let message = format!("the number is larger than {}", limits::MAX_NUMBER);
    Diagnostic::new(&rules::INVALID_NUMBER, message, span, "too large")
}

fn long_length(span: Span) -> Diagnostic {
    let message = format!("the length is longer than {} years", limits::MAX_YEARS);
    Diagnostic::new(&rules::INVALID_NUMBER, message, span, "too long")
}

fn too_deep(span: Span) -> Diagnostic {
    let message = format!("more than {} levels are nested here", limits::MAX_NESTING);
    Diagnostic::new(&rules::TOO_DEEP, message, span, "too deep")
        .help("name a part with `define` and use the name")
}

fn may_not(span: Span) -> Diagnostic {
    let message = "`may not` can be read two ways: `must not` or `need not`?";
    Diagnostic::new(&rules::MAY_NOT, message, span, "forbidden, or not required?")
        .fix(replace("forbid it: write `must not`", Applicability::Unsafe, span, "must not"))
        .fix(replace(
            "do not require it: write `need not`",
            Applicability::Unsafe,
            span,
            "need not",
        ))
}

fn and_after(span: Span, modal: Modal) -> Diagnostic {
    let words = match modal {
        Modal::May => "may",
        Modal::NeedNot => "need not",
        Modal::HasPower => "has power to",
        Modal::HasNoPower => "has no power to",
        Modal::HasSolePower => "has sole power to",
        _ => "settled",
    };
    let message = format!("`and` cannot join acts after `{words}`");
    Diagnostic::new(&rules::AND_AFTER_MODAL, message, span, "each act, or only both together?")
        .help("`or` gives each act; for both together declare one action that stands for them")
        .fix(replace("give each act: write `or`", Applicability::Unsafe, span, "or"))
}

fn passive(span: Span) -> Diagnostic {
    let message = "the sentence says what is done, not who does it";
    Diagnostic::new(&rules::PASSIVE, message, span, "an act stands here, as its bearer does it")
        .help("name who does it: `Controller must notify(Data)`, not `Data must be notified`")
}

fn replace(title: impl Into<String>, applicability: Applicability, span: Span, text: &str) -> Fix {
    let edits = vec![Edit { span, text: text.to_owned() }];
    Fix { title: title.into(), applicability, edits }
}

/// Brackets around a span.
fn bracket(span: Span, title: String) -> Fix {
    let opening = Edit { span: Span { end: span.start, ..span }, text: "(".to_owned() };
    let closing = Edit { span: Span { start: span.end, ..span }, text: ")".to_owned() };
    Fix { title, applicability: Applicability::Unsafe, edits: vec![opening, closing] }
}

fn is_modal(kind: Kind) -> bool {
    matches!(kind, Kind::Must | Kind::Shall | Kind::May | Kind::Need | Kind::Should)
}

/// The unit that a short form stands for.
fn unit_meant(word: &str) -> Option<&'static str> {
    Some(match word {
        "min" | "mins" | "minute" | "minutes" => "minutes",
        "h" | "hr" | "hrs" | "hour" | "hours" => "hours",
        "d" | "day" | "days" => "days",
        "w" | "week" | "weeks" => "weeks",
        "month" | "months" => "months",
        "y" | "yr" | "yrs" | "year" | "years" => "years",
        _ => return None,
    })
}

/// The word of the language that the author may have meant.
fn instead_of(word: &str) -> Option<&'static str> {
    let meant = match word {
        "if" | "where" | "If" | "Where" | "provided" => "when",
        "except" | "save" | "excluding" => "unless",
        "then" => "expect",
        "law" | "article" | "rule" => "norm",
        "type" | "class" | "sort" => "kind",
        "function" | "predicate" => "fact",
        "import" | "include" => "use",
        "business" => "working",
        _ => return closest_word(word),
    };
    Some(meant)
}

/// The only reserved word at a distance of one edit.
fn closest_word(word: &str) -> Option<&'static str> {
    if word.len() < 4 || word.len() > 20 {
        return None;
    }
    let mut close = WORDS.iter().map(|&(text, _)| text).filter(|text| one_edit_apart(text, word));
    let found = close.next()?;
    close.next().is_none().then_some(found)
}

/// Whether one letter changed, added, left out or swapped with its neighbour makes them equal.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (rest_a, rest_b) = (&a[same..], &b[same..]);
    match (rest_a, rest_b) {
        ([], []) => true,
        ([x, y, a @ ..], [v, w, b @ ..]) if x == w && y == v && a == b => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) => a == b,
        _ => false,
    }
}
