//! The findings that the tests of all formats share: plain ones, and ones with hostile text.

use super::{Counts, Part, Report, Summary};
use crate::checks::{Cell, Matrix, MatrixProfile, MatrixRow, Unknown};
use crate::diagnostics::{Applicability, Diagnostic, Edit, Fix, Level, Rule};
use crate::source::{FileId, Sources, Span};

static CONFLICT: Rule = Rule {
    code: "C201",
    name: "duty-against-ban",
    summary: "a duty meets a ban",
    level: Level::Error,
    page: "",
};

static HOSTILE: Rule = Rule {
    code: "C999",
    name: "hostile",
    summary: "text that tries to escape]]> & <b>`\"'::%0A{0}",
    level: Level::Warning,
    page: "",
};

/// Findings with what they point into.
pub(super) struct Samples {
    sources: Sources,
    diagnostics: Vec<Diagnostic>,
    unknowns: Vec<Unknown>,
    summary: Summary,
    part: Option<Part>,
}

impl Samples {
    pub(super) fn report(&self) -> Report<'_> {
        Report {
            part: self.part.as_ref(),
            unknowns: &self.unknowns,
            ..Report::new(&self.sources, &self.diagnostics, &self.summary)
        }
    }
}

/// The same as a part of a check.
pub(super) fn of_a_part() -> Samples {
    let mut samples = all();
    samples.part = Some(Part {
        number: 2,
        count: 10,
        check: "0123456789abcdef0123456789abcdef".to_owned(),
        fail_on: Level::Error,
        allow_unknown: false,
        unreadable: false,
        undecided: samples.diagnostics.split_off(4),
    });
    samples
}

/// A conflict over two files, a hostile finding, a finding in an overlong line, a query without an answer.
pub(super) fn all() -> Samples {
    let mut sources = Sources::default();
    let statute = sources.add(
        "laws/statute.norm",
        "norm disclose {\n  Provider must disclose(Data, to: Authority)\n    when warrant(Authority, Data)\n}\n",
    );
    let directive =
        sources.add("laws/指令.norm", "norm 保密 {\n  Controller must not disclose(Data)\n}\n");
    let hostile = sources.add("a\u{1b}[2J.norm", "kind \u{202e}tneve\u{202c}\r\n");
    let long = sources.add("long.norm", format!("{}clash{}", "x".repeat(5000), "y".repeat(5000)));
    let signs = sources.add("::error file=x,y::%0A/]]><b a='1'>&\".norm", "norm x\n\nnorm y\n");
    let diagnostics = vec![
        conflict(&sources, statute, directive),
        hostile_finding(&sources, hostile),
        Diagnostic::new(&HOSTILE, "far to the right", Span::new(long, 5000, 5005), "the word"),
        Diagnostic::new(&HOSTILE, "at the end", Span::new(long, 10005, 10005), "the end"),
        signs_of_formats(&sources, signs),
    ];
    let unknowns = vec![Unknown {
        reason: "more than 8 participants".into(),
        norms: vec!["a.b".into(), "c.d".into()],
    }];
    let summary = Summary {
        files: 5,
        sets: 1,
        norms: 2,
        counts: Counts::of(&diagnostics),
        unknowns: 1,
        allowed: 0,
        known: 0,
        unchanged: 0,
        settled: 0,
        complete: true,
        only_expectations: false,
        only_declarations: false,
    };
    Samples { sources, diagnostics, unknowns, summary, part: None }
}

fn conflict(sources: &Sources, duty: FileId, ban: FileId) -> Diagnostic {
    let in_duty = find(sources, duty, "disclose(Data, to: Authority)");
    let in_ban = find(sources, ban, "disclose(Data)");
    let message = "`disclose` requires what `保密` forbids: disclose";
    let mut found = Diagnostic::new(&CONFLICT, message, in_duty, "required here")
        .related(in_ban, "and forbidden here")
        .note(
            "case",
            "Organization 1 is a Provider and a Controller, seated in France. Data 1 is personal. Authority 1 \
             belongs to France and has a warrant.",
        )
        .note("timeline", "2026-06-01 09:00 the warrant is served\n2026-06-04 09:00 the window closes")
        .note("overlap", "partial-partial: each norm also has cases of its own")
        .help("add `unless warrant(Authority, Data)` to `保密`")
        .fix(Fix {
            title: "add the exception".into(),
            applicability: Applicability::Unsafe,
            edits: vec![Edit {
                span: Span::new(ban, in_ban.end, in_ban.end),
                text: " unless warrant(Authority, Data)".into(),
            }],
        });
    found.evidence.verdict = Some("strict".into());
    found.evidence.norms = vec!["statute.disclose".into(), "保密".into()];
    found.evidence.overlap = Some("partial-partial".into());
    found.evidence.scenario = Some("scenario case {\n  on 2026-06-01\n}\n".into());
    found.evidence.dates = vec![(Some("2018-05-25".into()), None)];
    found
}

fn hostile_finding(sources: &Sources, file: FileId) -> Diagnostic {
    let span = Span::new(file, 5, sources.text(file).trim_end().len() as u32);
    let label = "label\nwith two lines";
    Diagnostic::new(&HOSTILE, "message\u{7} with `\"quotes\"`, <b> & a\nline", span, label)
        .help("\u{1b}]0;title\u{7}")
}

/// Text that means something in some format, over several lines.
fn signs_of_formats(sources: &Sources, file: FileId) -> Diagnostic {
    let span = Span::new(file, 0, sources.text(file).len() as u32 - 1);
    let message = "::set-output name=a::b %0A ]]> <![CDATA[ <b a='1'> & \"q\" {0} [here](http://x) \u{200f}أ\u{fffe}";
    let mut found = Diagnostic::new(&HOSTILE, message, span, "::debug::label]]>{1}")
        .related(Span::new(file, 8, 12), "[a](b), 100%")
        .note("case", "one\n::warning::two\r\n]]>&amp;<three/>\tfour")
        .help("write `{a}`, not `[b](c)`");
    found.level = Level::Note;
    found.evidence.norms = vec![format!("{}.<a>", "very_long_name_".repeat(20)), "b.\"&'".into()];
    found
}

fn find(sources: &Sources, file: FileId, text: &str) -> Span {
    let start = sources.text(file).find(text).expect("the sample holds it") as u32;
    Span::new(file, start, start + text.len() as u32)
}

/// Two profiles over two instruments.
pub(super) fn matrix() -> Matrix {
    let profile = |name: &str, principles: &[&str]| MatrixProfile {
        name: name.into(),
        principles: principles.iter().map(|&name| name.into()).collect(),
    };
    let row = |instrument: &str, cells: Vec<Vec<Cell>>| MatrixRow {
        instrument: instrument.into(),
        span: Span::new(FileId(0), 0, 0),
        cells,
    };
    use Cell::{Holds, NotConcerned, Unknown, Violated};
    Matrix {
        profiles: vec![
            profile("multilateral", &["sovereignty", "consultation"]),
            profile("multistakeholder", &["openness"]),
        ],
        rows: vec![
            row("gdpr", vec![vec![Holds, Violated], vec![NotConcerned]]),
            row("条约", vec![vec![Violated, Unknown], vec![Holds]]),
        ],
    }
}
