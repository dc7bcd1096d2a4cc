//! The words for what the grammar refuses: brackets, mixed operators, modals.

use super::phrases::BEARER_FIRST;
use super::{Words, replace};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix};
use crate::source::Span;
use crate::syntax::ast::Modal;
use crate::syntax::problem::{Groups, Thing};
use crate::syntax::spelling::closest_modal;
use crate::syntax::{limits, rules};

impl Words<'_> {
    pub(super) fn word_as_name(&self, span: Span, expected: Thing) -> Diagnostic {
        let word = self.slice(span);
        if expected == Thing::Act && matches!(word, "always" | "never") {
            let message = format!("`{word}` does not stand before an act");
            let help = match word {
                "always" => "write `at all times` after the act",
                _ if self.word_before(span) == "should" => "write `should not`",
                _ => "write `must not`",
            };
            return Diagnostic::new(&rules::WORD_AS_NAME, message, span, "an act belongs here")
                .help(help);
        }
        if word == "at" && self.word_before(span) == "is" {
            let behind = self.slice_after(span).trim_start();
            let sign = if behind.starts_with("most") { "<=" } else { ">=" };
            if behind.starts_with("least") || behind.starts_with("most") {
                let message = "a comparison is written with a sign, not in words";
                return Diagnostic::new(&rules::WORD_AS_NAME, message, span, "a sign belongs here")
                    .help(format!("leave `is` out: `Firm.employees {sign} 250`"));
            }
        }
        let message =
            format!("`{word}` is a word of the language and cannot be {}", expected.words());
        if matches!(word, "every" | "any" | "some" | "no") && self.continues(span) {
            let label = "no word of quantity stands here";
            return Diagnostic::new(&rules::WORD_AS_NAME, message, span, label)
                .help("leave it out: the name alone will do");
        }
        // Where an act is expected, more stands between it and the modal than the language has room for.
        if expected == Thing::Act && self.continues(span) {
            let help =
                "the act comes right after the modal; times, conditions and exceptions follow it";
            let help = self.phrase_of_law(span).unwrap_or(help);
            return Diagnostic::new(&rules::WORD_AS_NAME, message, span, "an act belongs here")
                .help(help);
        }
        let behind = &self.text[span.end as usize..];
        let blanks = behind.len() - behind.trim_start_matches(' ').len();
        if blanks > 0 && behind[blanks..].starts_with('(') {
            let space = Span { start: span.end, end: span.end + blanks as u32, ..span };
            let help =
                format!("write `{word}(` without a space: right before a bracket it is a name");
            return Diagnostic::new(
                &rules::WORD_AS_NAME,
                message,
                span,
                "not right before its bracket",
            )
            .help(help)
            .fix(replace("take the space out", Applicability::Unsafe, space, ""));
        }
        Diagnostic::new(&rules::WORD_AS_NAME, message, span, "choose another name")
            .help(format!("write `{word}_` or a longer name"))
            .fix(replace(
                format!("write `{word}_`"),
                Applicability::Unsafe,
                span,
                &format!("{word}_"),
            ))
    }

    /// A name that cannot be one, with the places that mention it.
    pub(super) fn word_as_name_again(&self, mut told: Diagnostic, again: &[Span]) -> Diagnostic {
        const SHOWN: usize = 3;
        for &span in again.iter().take(SHOWN) {
            told = told.related(span, "here too");
        }
        if let Some(fix) = told.fixes.first_mut()
            && let [Edit { text, .. }] = &fix.edits[..]
            && !text.is_empty()
        {
            let text = text.clone();
            fix.edits.extend(again.iter().map(|&span| Edit { span, text: text.clone() }));
        }
        told
    }

    /// Another word follows, and no bracket: this is not the name of an act.
    fn continues(&self, span: Span) -> bool {
        let rest = self.text[span.end as usize..].trim_start();
        rest.starts_with(char::is_alphanumeric)
    }

    pub(super) fn passive(&self, span: Span) -> Diagnostic {
        let told = |message, help| {
            let label = "an act stands here, as its bearer does it";
            Diagnostic::new(&rules::PASSIVE, message, span, label).help(help)
        };
        match self.phrase_of_law(span) {
            Some(help) => told("`be` is not an act", help),
            None => told(
                "the sentence says what is done, not who does it",
                "name who does it: `Controller must notify(Data)`, not `Data must be notified`",
            ),
        }
    }

    pub(super) fn mixed_conditions(&self, span: Span, groups: Groups) -> Diagnostic {
        let first = groups.operator.spelling().unwrap_or("and");
        let second = self.slice(span);
        let message = if first == second {
            format!("`{first}` stands twice without brackets")
        } else {
            format!("`{first}` and `{second}` are mixed without brackets")
        };
        let left = self.span(groups.first, groups.last_end);
        let right = self.span(groups.last_start, groups.next_end);
        let mut by_first = bracket(left, format!("join with `{first}` first"));
        // `a and b or c and d`: without brackets around the second group the text would be no clearer.
        if groups.tail_end > groups.next_end {
            by_first
                .edits
                .extend(bracket(self.span(groups.next, groups.tail_end), String::new()).edits);
        }
        Diagnostic::new(&rules::MIXED_OPERATORS, message, span, "what belongs together is not said")
            .related(left, "one reading joins this first")
            .help("put brackets around what belongs together")
            .fix(by_first)
            .fix(bracket(right, format!("join with the last `{second}` first")))
    }

    pub(super) fn mixed_acts(&self, span: Span) -> Diagnostic {
        let message = "`and` and `or` are mixed between acts";
        Diagnostic::new(
            &rules::MIXED_OPERATORS,
            message,
            span,
            "the acts before it are joined otherwise",
        )
        .help("write two norms: acts take no brackets")
    }

    pub(super) fn mixed_times(&self, span: Span) -> Diagnostic {
        let message = "time clauses are joined by `and` and by `or`";
        Diagnostic::new(
            &rules::MIXED_TIMES,
            message,
            span,
            "the clauses before it are joined otherwise",
        )
        .help("write two norms, one for each window")
    }

    pub(super) fn ban_on_both(&self, span: Span, joiner: (u32, u32)) -> Diagnostic {
        let joiner = self.span(joiner.0, joiner.1);
        let message = format!("`{}` can be read two ways", self.short(span));
        Diagnostic::new(&rules::BAN_ON_BOTH, message, joiner, "neither of them, or not both?")
            .help("if each is forbidden, write `or`")
            .help("if only doing both is forbidden, declare an action that stands for both and forbid that")
            .fix(replace("forbid each: write `or`", Applicability::Unsafe, joiner, "or"))
    }

    pub(super) fn misplaced(&self, span: Span) -> Diagnostic {
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

    pub(super) fn without_brackets(&self, span: Span) -> Diagnostic {
        let message = "participants stand in brackets";
        let found = self.short(span);
        let word = self.word_before(span);
        let line = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        if line.starts_with("action ") && self.slice_after(span).starts_with('(') {
            let help =
                format!("an action has no bearer: `action {found}(…)`; a norm says who does it");
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
                .help(help);
        }
        Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "without brackets here")
            .help(format!("write `{word}({found})`"))
    }

    pub(super) fn second_word(&self, span: Span) -> Diagnostic {
        let message = "a name is one word";
        if matches!(self.word_before(span), "a" | "an" | "the") {
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
                .help("leave the article out");
        }
        if self.slice(span) == "are" {
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
                .help("write `is`, of several too: `individual France, Japan is State`");
        }
        let line = self.text[..span.start as usize].rsplit('\n').next().unwrap_or_default();
        if line.starts_with("precedence ") && matches!(self.word_before(span), "lex" | "Lex") {
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
                .help(format!("leave `lex` out: `precedence {}`", self.short(span)));
        }
        if line.starts_with("individual ") && self.slice(span).starts_with(char::is_uppercase) {
            let name = self.word_before(span);
            let written = format!("individual {name} is {}", self.short(span));
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
                .help(format!("write `{written}`, or join both by `_` for one name"));
        }
        let joined = format!("{}_{}", self.word_before(span), self.short(span));
        Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second word")
            .help(format!("write `{joined}`, or put a comma between two names"))
    }

    pub(super) fn ranks_in_a_row(&self, span: Span) -> Diagnostic {
        let message = "ranks are joined by `>`, the highest first";
        let label = "does not say which is higher";
        let told = |label| {
            Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, label)
                .help("write `primary > secondary`")
        };
        let start = Span { end: span.start, ..span };
        match self.slice(span) {
            "<" => told("stands the other way round"),
            "," | "and" | "/" => {
                told(label).fix(replace("write `>`", Applicability::Unsafe, span, " >"))
            }
            _ => {
                told(label).fix(replace("write `>` before it", Applicability::Unsafe, start, "> "))
            }
        }
    }

    /// `F after E` for `E before F`, and `E at least 3 days before F` for `F at least 3 days after E`.
    pub(super) fn turned(&self, span: Span, first: u32, second: u32) -> Diagnostic {
        let later = self.short(self.span(second, span.end));
        let before = self.span(first, span.start);
        let word = self.text[span.range()].split_whitespace().next().unwrap_or_default().to_owned();
        let (message, meant) = match word.as_str() {
            "after" => {
                let first = self.short(before);
                (
                    "the earlier event comes first: `E before F`",
                    format!("{later} before {}", first.trim_end()),
                )
            }
            _ => {
                let (earlier, length) = self.split_distance(before);
                (
                    "the later event comes first: `F at least 3 days after E`",
                    format!("{later} {length} after {earlier}"),
                )
            }
        };
        let whole = self.span(first, span.end);
        let title = format!("write `{meant}`");
        let word = Span { end: span.start + word.len() as u32, ..span };
        let told =
            Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, word, "the other way round here");
        // What a comment or a long text stands in is not written out.
        if meant.contains('…') || self.slice(whole).contains('\n') {
            return told;
        }
        let told = told.help(title.clone());
        told.fix(replace(title, Applicability::Unsafe, whole, &meant))
    }

    /// The event and the length of `E at least 3 days`.
    fn split_distance(&self, span: Span) -> (String, String) {
        let text = self.slice(span);
        let at = [" at least ", " at most "].iter().find_map(|words| text.find(words));
        let at = at.unwrap_or(text.len()) as u32;
        let event = self.short(Span { end: span.start + at, ..span });
        let length = self.short(Span { start: span.start + at, ..span });
        (event.trim().to_owned(), length.trim().to_owned())
    }

    /// The word that stands before a span in its line.
    pub(super) fn word_before(&self, span: Span) -> &str {
        let before = self.text[..span.start as usize].trim_end();
        let start = before
            .rfind(|c: char| !c.is_alphanumeric() && c != '_')
            .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
        &before[start..]
    }

    /// Where that word stands.
    pub(super) fn span_before(&self, span: Span) -> Span {
        let end = self.text[..span.start as usize].trim_end().len();
        let start = end - self.word_before(span).len();
        Span { start: start as u32, end: end as u32, ..span }
    }

    pub(super) fn one_word_each(&self, span: Span, word: &str) -> Diagnostic {
        let message = format!("each `{word}` is declared separately");
        Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second one follows")
            .help(format!("begin it anew: `{word} …`"))
            .fix(replace(
                format!("begin a line with `{word}`"),
                Applicability::Safe,
                span,
                &format!("\n{word}"),
            ))
    }

    pub(super) fn not_a_modal(&self, span: Span) -> Diagnostic {
        let word = self.slice(span);
        let message = format!("`{word}` does not say what the norm demands");
        let negated = word.starts_with("mustn") || word.starts_with("shan");
        let near = closest_modal(word).filter(|near| !negated && *near != word);
        if let Some(help) = self.act_without_bearer(span) {
            let message = "the sentence says what is done, not who does it";
            return Diagnostic::new(&rules::PASSIVE, message, span, "nobody is bound").help(help);
        }
        if self.text[span.end as usize..].starts_with(':') {
            let message = format!("no sign follows `{word}`");
            return Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "followed by `:`")
                .help("leave out the `:` and letters like `(a)`; acts are joined by `and`");
        }
        let first = self.opening_of_law(span).filter(|help| *help == BEARER_FIRST);
        let law = self.phrase_of_law(span).or(first);
        let help = match near {
            _ if law.is_some() => law.unwrap_or_default().to_owned(),
            _ if word.starts_with("needn") => "write `need not`".to_owned(),
            _ if negated => "write `must not`".to_owned(),
            _ if word == "needs" && self.slice_after(span).starts_with(" not") => {
                "write `need not`".to_owned()
            }
            _ if word == "might" => "write `may`".to_owned(),
            _ if word == "ought" => "write `should`".to_owned(),
            Some(modal) => format!("did you mean `{modal}`?"),
            None => {
                "write `must`, `must not`, `may`, `need not`, `should` or `has power to`".into()
            }
        };
        let diagnostic = Diagnostic::new(&rules::NOT_A_MODAL, message, span, "expected a modal");
        let diagnostic = diagnostic.help(help);
        let meant = match word {
            "will" | "would" => Some("must"),
            "can" | "could" | "might" => Some("may"),
            "cannot" => Some("must not"),
            "ought" => Some("should"),
            _ => near,
        };
        let Some(modal) = meant else { return diagnostic };
        diagnostic.fix(replace(format!("write `{modal}`"), Applicability::Unsafe, span, modal))
    }
}

pub(super) fn missing_comma(span: Span, word: &str) -> Diagnostic {
    let message = format!("a comma is missing before `{word}`");
    let start = Span { end: span.start, ..span };
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second participant begins here")
        .help(format!("write `, {word}: …`"))
        .fix(replace("write a comma", Applicability::Unsafe, start, ", "))
}

/// `disclose(Data to State)`
pub(super) fn missing_label(span: Span, word: &str) -> Diagnostic {
    let message = format!("a comma and a colon are missing around `{word}`");
    let title = format!("write `, {word}: …`");
    Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "a second participant begins here")
        .help(title.clone())
        .fix(replace(title, Applicability::Unsafe, span, &format!(", {word}:")))
}

pub(super) fn said_true(span: Span, negated: bool) -> Diagnostic {
    let message = "a condition stands alone, without `is true` or `is false`";
    let (help, title) = match negated {
        true => ("leave it out, and write `not` before the condition", None),
        false => ("leave it out", Some("leave it out")),
    };
    let told = Diagnostic::new(&rules::UNEXPECTED_TOKEN, message, span, "one word too many");
    match title {
        Some(title) => told.fix(replace(title, Applicability::Unsafe, span, "")),
        None => told.help(help),
    }
}

pub(super) fn long_length(span: Span) -> Diagnostic {
    let message = format!("the length is longer than {} years", limits::MAX_YEARS);
    Diagnostic::new(&rules::INVALID_NUMBER, message, span, "too long")
}

pub(super) fn too_deep(span: Span) -> Diagnostic {
    let message = format!("more than {} levels are nested here", limits::MAX_NESTING);
    Diagnostic::new(&rules::TOO_DEEP, message, span, "too deep")
        .help("name a part with `define` and use the name")
}

pub(super) fn too_many_parts(span: Span) -> Diagnostic {
    let message = format!("more than {} parts are joined here", limits::MAX_PARTS);
    Diagnostic::new(&rules::TOO_MANY_PARTS, message, span, "one too many").help(
        "name groups of them with `define` and use the names, or divide them among several norms",
    )
}

pub(super) fn may_not(span: Span) -> Diagnostic {
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

pub(super) fn and_after(span: Span, modal: Modal) -> Diagnostic {
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

/// Brackets around a span.
fn bracket(span: Span, title: String) -> Fix {
    let opening = Edit { span: Span { end: span.start, ..span }, text: "(".to_owned() };
    let closing = Edit { span: Span { start: span.end, ..span }, text: ")".to_owned() };
    Fix { title, applicability: Applicability::Unsafe, edits: vec![opening, closing] }
}
