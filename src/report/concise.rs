//! One line a finding: `path:line:column: error[C201] message`. For editors and `grep`.

use std::fmt::{self, Write};

use super::{Report, clean, listed, told};
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

/// Writes one line for each finding, then one for each query without an answer.
pub fn write(out: &mut impl Write, report: Report<'_>) -> fmt::Result {
    for found in report.diagnostics {
        write_one(out, report.sources, found)?;
    }
    for unknown in report.unknowns {
        writeln!(out, "unknown: {}: {}", listed(&unknown.norms), clean::line(&unknown.reason))?;
    }
    Ok(())
}

fn write_one(out: &mut impl Write, sources: &Sources, found: &Diagnostic) -> fmt::Result {
    let told::Place { file, start, .. } = told::place(sources, found.primary.span);
    let (name, level) = (clean::line(&file.name), found.level.word());
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
        super::write(&mut out, samples.report()).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }
}
