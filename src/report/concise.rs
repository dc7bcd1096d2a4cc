//! One line a finding: `path:line:column: error[C201] message`. For editors and `grep`.

use std::fmt::{self, Write};

use super::group::{self, Unknowns};
use super::{Report, clean, listed, told};
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

/// Writes one line for each finding, then one for each query without an answer. Of many that are alike only the first,
/// unless all are asked for; then what is left out is told.
pub fn write(out: &mut impl Write, report: Report<'_>, all: bool) -> fmt::Result {
    let chosen = match all {
        true => group::all(report.diagnostics),
        false => group::choose(report.sources, report.diagnostics),
    };
    for (found, _) in &chosen.drawn {
        write_one(out, report.sources, found)?;
    }
    let mut unknowns = Unknowns::new(all);
    for unknown in report.unknowns.iter().filter(|it| unknowns.has_room_for(it)) {
        writeln!(out, "unknown: {}: {}", listed(&unknown.norms), clean::line(&unknown.reason))?;
    }
    for text in unknowns.left_out() {
        writeln!(out, "unknown: {text}")?;
    }
    match chosen.tell_left_out(out)? {
        true => writeln!(out, "{}", group::ALL),
        false => Ok(()),
    }
}

fn write_one(out: &mut impl Write, sources: &Sources, found: &Diagnostic) -> fmt::Result {
    let told::Place { file, start, .. } = told::place(sources, found.primary.span);
    let (name, level) = (clean::first_in_line(&clean::line(&file.name)), found.level.word());
    let message = clean::line(&found.message);
    writeln!(out, "{name}:{}:{}: {level}[{}] {message}", start.line, start.column, found.rule.code)
}

#[cfg(test)]
mod tests {
    use super::super::samples;

    #[test]
    fn each_finding_is_one_line() {
        let samples = samples::all();
        let mut out = String::new();
        super::write(&mut out, samples.report(), false).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }
}
