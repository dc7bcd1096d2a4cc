//! The words for what the lexer finds: texts, look-alikes, dates, numbers.

use super::dates::{why_no_day, written_otherwise};
use super::figures::clock_meant;
use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::syntax::lexer::{exact_date, is_invisible};
use crate::syntax::problem::Thing;
use crate::syntax::{limits, rules};

impl Words<'_> {
    pub(super) fn unclosed_text(&self, span: Span) -> Diagnostic {
        let message = "the quoted text is not closed on its line";
        let end = Span { start: span.end, ..span };
        Diagnostic::new(&rules::UNTERMINATED_TEXT, message, span, "begins here and has no end")
            .help("close it with `\"`; a text stands on one line")
            .fix(replace("close the text", Applicability::Unsafe, end, "\""))
    }

    pub(super) fn text_over_lines(&self, span: Span) -> Diagnostic {
        let message = "the quoted text goes on in the next line";
        let joined = self.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        Diagnostic::new(&rules::UNTERMINATED_TEXT, message, span, "stands on two lines")
            .help("a text stands on one line, however long that is")
            .fix(replace("put it on one line", Applicability::Unsafe, span, &joined))
    }

    pub(super) fn quotes(&self, span: Span, open: u32, close: u32) -> Diagnostic {
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

    pub(super) fn look_alike(&self, span: Span, sign: &'static str, name: &str) -> Diagnostic {
        let (message, label) = match sign {
            " " => (format!("{name} ({}) stands here", self.codes(span)), "write a plain space"),
            _ => (
                format!(
                    "`{}` is {name}; the language writes `{sign}`",
                    self.short(span).trim_end()
                ),
                match sign {
                    "." if self.slice(span).contains('s') => "joined to what follows by a dot",
                    _ => "only looks like a sign of the language",
                },
            ),
        };
        if let Some(dash) = self.dash_between(span).filter(|_| sign == "-") {
            let message = format!("`{}` is {name}, which no norm has", self.short(span));
            return Diagnostic::new(&rules::LOOK_ALIKE, message, span, "leave it out")
                .fix(replace("leave the dash out", Applicability::Safe, dash, ""));
        }
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

    pub(super) fn invalid_character(&self, span: Span) -> Diagnostic {
        let no_ink = |c: char| is_invisible(c) || c.is_whitespace();
        let invisible = self.slice(span).chars().any(no_ink);
        let shown = if invisible { self.codes(span) } else { format!("`{}`", self.short(span)) };
        let message = format!("{shown} has no meaning here");
        let label =
            if invisible { "delete it: it leaves no ink" } else { "not part of the language" };
        let told = Diagnostic::new(&rules::INVALID_CHARACTER, message, span, label);
        let told = if matches!(self.slice(span), "•" | "‣" | "◦" | "▪" | "·" | "●") {
            told.help(super::lines::NO_MARK)
        } else if matches!(self.slice(span), "€" | "$" | "£" | "¥") {
            told.help("an amount is a number alone; name the currency in the name of the attribute: `fee_in_euros`")
        } else if self.slice(span) == "§" {
            told.help("a norm has a name of one word: `norm section5 { … }`")
        } else if self.slice(span) == "%" {
            told.help("a percentage is a number alone: `Firm.share > 10`")
        } else {
            told
        };
        told.fix(replace("take it out", Applicability::Unsafe, span, ""))
    }

    /// A name with a hyphen, with every place where it stands.
    pub(super) fn hyphen_in_name(&self, span: Span) -> Diagnostic {
        let word = self.slice(span);
        let written = word.replace('-', "_");
        let message = format!("`{word}` is no name: names are joined with `_`");
        let title = format!("write `{written}`");
        let behind = format!("{word}(");
        let places = self.text.match_indices(&behind).filter(|&(at, _)| {
            let before = self.text[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
        });
        let edits = places.map(|(at, _)| Edit {
            span: Span { start: at as u32, end: (at + word.len()) as u32, ..span },
            text: written.clone(),
        });
        let fix = Fix {
            title: title.clone(),
            applicability: Applicability::Unsafe,
            edits: edits.collect(),
        };
        Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, title).fix(fix)
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

    pub(super) fn foreign_comment(&self, span: Span) -> Diagnostic {
        let sign = self.slice(span).chars().next().unwrap_or('#');
        let message = "a comment begins with `//` and ends with its line";
        let diagnostic = Diagnostic::new(
            &rules::INVALID_CHARACTER,
            message,
            Span { end: span.start + if sign == '#' { 1 } else { 2 }, ..span },
            "not a comment sign here",
        );
        match sign {
            '#' | '-' => diagnostic.help("write `//`").fix(replace(
                "write `//`",
                Applicability::Safe,
                span,
                "//",
            )),
            _ => diagnostic.help("write `//` before each line of the comment"),
        }
    }

    pub(super) fn bad_date(&self, span: Span) -> Diagnostic {
        let written = self.short(span);
        if let Some(range) = self.as_range(span) {
            let message = format!("`{written}` is not a range of numbers");
            let label = format!("write `{range}`");
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, label.clone())
                .fix(replace(label, Applicability::Unsafe, span, &range));
        }
        let unit = self.slice_after(span).split_whitespace().next().and_then(unit_meant);
        if let (Some(unit), Some((_, longer))) = (unit, written.split_once('-')) {
            let message = format!("`{written} {unit}` is not one length");
            let label = format!("write the longer one: `{longer} {unit}`");
            return Diagnostic::new(&rules::INVALID_NUMBER, message, span, label);
        }
        if let Some((span, time)) = self.hour_of_half_a_day(span) {
            let message = format!("`{}` is not a time of day", self.short(span));
            let title = format!("write `{time}`");
            return Diagnostic::new(&rules::INVALID_DATE, message, span, title.clone())
                .fix(replace(title, Applicability::Safe, span, &time));
        }
        let (message, label) = if let Some(label) = written_otherwise(&written) {
            (format!("`{written}` is not a date"), label)
        } else if written.contains(':') {
            let label = "write `09:00`, from `00:00` to `23:59`".to_owned();
            (format!("there is no clock time `{written}`"), label)
        } else if written.len() == 10 && written.as_bytes()[4] == b'-' {
            (format!("there is no day `{written}`"), why_no_day(&written))
        } else {
            let label = "write year, month and day as `2018-05-25`".to_owned();
            (format!("`{written}` is not a date"), label)
        };
        Diagnostic::new(&rules::INVALID_DATE, message, span, label)
    }

    /// `3:30pm` or `3:30p.m.`, and the time that is meant.
    fn hour_of_half_a_day(&self, span: Span) -> Option<(Span, String)> {
        let behind = self.slice_after(span);
        let more = behind.find(|c: char| !c.is_alphabetic() && c != '.').unwrap_or(behind.len());
        let whole = Span { end: span.end + more as u32, ..span };
        let written = self.slice(whole);
        let (number, word) = written.split_at(written.find(char::is_alphabetic)?);
        let time = clock_meant(number, word).filter(|_| number.contains(':'))?;
        Some((whole, time))
    }

    /// `0..10` for `0-10` behind a colon, where the type of an attribute stands.
    fn as_range(&self, span: Span) -> Option<String> {
        let (low, high) = self.slice(span).split_once('-')?;
        let typed = self.text[..span.start as usize].trim_end_matches(' ').ends_with(':');
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (typed && number(low) && number(high)).then(|| format!("{low}..{high}"))
    }

    pub(super) fn decimal_number(&self, span: Span) -> Diagnostic {
        let message = format!("`{}` is not a whole number", self.short(span));
        let behind = self.slice(span).rsplit(['.', ',']).next().unwrap_or_default();
        let before = self.text[..span.start as usize].split_whitespace().next_back();
        if before.is_some_and(|word| exact_date(word).is_some()) {
            let time = self.slice(span).replace('.', ":");
            return Diagnostic::new(&rules::INVALID_NUMBER, message, span, "numbers are whole")
                .help(format!("a time of day has a colon: `{time}`"));
        }
        if let Some(part) = self.part_of_law(self.span_before(span), Thing::Item) {
            return Diagnostic::new(&rules::INVALID_NUMBER, message, span, "numbers are whole")
                .help(part);
        }
        let help = match behind.len() {
            3 => "numbers have no dot between their digits: `9000`",
            _ => "use a smaller unit, for example `36 hours` for a day and a half",
        };
        Diagnostic::new(&rules::INVALID_NUMBER, message, span, "numbers are whole").help(help)
    }

    /// `within thirty days of …`
    pub(super) fn number_in_words(&self, span: Span, count: u32) -> Diagnostic {
        let message = format!("a length has its number in digits, not `{}`", self.short(span));
        let mut words = self.slice_after(span).split_whitespace();
        let unit = match words.next().unwrap_or_default() {
            "working" => "working days",
            word => word.trim_end_matches(|c: char| !c.is_alphanumeric()),
        };
        let title = format!("write `{count} {unit}`");
        let digits = replace(title.clone(), Applicability::Safe, span, &count.to_string());
        Diagnostic::new(&rules::INVALID_NUMBER, message, span, "a number in words")
            .help(title)
            .fix(digits)
    }

    pub(super) fn glued_number(&self, span: Span, letters: u32) -> Diagnostic {
        if let Some(date) = self.date_in_words(span) {
            return date;
        }
        let word = Span { start: letters, ..span };
        let message = format!("a number and a word run together in `{}`", self.short(span));
        let number = self.slice(Span { end: letters, ..span });
        if let Some(time) =
            clock_meant(number, self.slice(word)).filter(|_| self.is_behind_day(span))
        {
            let title = format!("write `{time}`");
            return Diagnostic::new(&rules::INVALID_NUMBER, message, span, "a time of day?")
                .help(title.clone())
                .fix(replace(title, Applicability::Safe, span, &time));
        }
        let diagnostic =
            Diagnostic::new(&rules::INVALID_NUMBER, message, span, "neither a number nor a name")
                .help("put a space before a unit, as in `72 hours`; a name begins with a letter");
        match unit_meant(self.slice(word)) {
            Some(unit) => {
                let title = format!("write `{unit}` after a space");
                diagnostic.fix(replace(title, Applicability::Unsafe, word, &format!(" {unit}")))
            }
            None => diagnostic,
        }
    }
}

/// Lines that mark two versions of a text.
pub(super) fn merge_conflict(span: Span) -> Diagnostic {
    let message = "two versions of the text stand here, which could not be merged";
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "the first of them begins here")
        .help("keep one of them, and take out the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`")
}

pub(super) fn full_stop(span: Span) -> Diagnostic {
    let message = "no line ends with a full stop here";
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "leave out the full stop")
        .fix(replace("leave out the full stop", Applicability::Safe, span, ""))
}

/// `public[Data]`
pub(super) fn square_brackets(span: Span) -> Diagnostic {
    let message = "participants stand in round brackets";
    let sign = |span: Span, text: &str| Edit { span, text: text.to_owned() };
    let opening = sign(Span { end: span.start + 1, ..span }, "(");
    let closing = sign(Span { start: span.end - 1, ..span }, ")");
    Diagnostic::new(&rules::LOOK_ALIKE, message, span, "write `(…)`").fix(Fix {
        title: "write round brackets".to_owned(),
        applicability: Applicability::Safe,
        edits: vec![opening, closing],
    })
}

pub(super) fn large_number(span: Span) -> Diagnostic {
    let message = format!("the number is larger than {}", limits::MAX_NUMBER);
    Diagnostic::new(&rules::INVALID_NUMBER, message, span, "too large")
}

/// What a `;` was meant to end, where lines end by themselves.
pub(super) fn semicolon(span: Span) -> Diagnostic {
    let message = "what follows `;` stands on a line of its own";
    Diagnostic::new(&rules::LOOK_ALIKE, message, span, "begin a new line instead").fix(replace(
        "begin a new line",
        Applicability::Safe,
        span,
        "\n",
    ))
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
