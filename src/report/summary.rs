//! What was checked, in one line.

use crate::diagnostics::{Diagnostic, Level};

/// How many findings of each level there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Counts {
    /// Counts by level.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |level| diagnostics.iter().filter(|found| found.level == level).count();
        Counts {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Note),
        }
    }
}

/// What was checked and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// How many files were read, those that others `use` included.
    pub files: usize,
    /// How many sets they form; each is checked for itself.
    pub sets: usize,
    /// How many norms were checked.
    pub norms: usize,
    /// Findings by level.
    pub counts: Counts,
    /// Queries without an answer.
    pub unknowns: usize,
    /// Findings that an `allow` silences.
    pub allowed: usize,
    /// Findings that a baseline knows.
    pub known: usize,
    /// Findings that involve nothing that changed, where only changes are reported.
    pub unchanged: usize,
    /// Clashes that precedence settles and that are not shown.
    pub settled: usize,
    /// Nothing was left out because of an error. Where it is false, silence proves nothing.
    pub complete: bool,
    /// What was left out are scenarios and expectations only: every norm was looked at.
    pub only_expectations: bool,
    /// What was left out are declarations, of an event or a word, that no norm needs: every norm was looked at.
    pub only_declarations: bool,
}

impl Summary {
    /// Of a run that checked nothing.
    pub fn of_nothing(found: &[Diagnostic]) -> Self {
        Summary { counts: Counts::of(found), ..Summary::default() }
    }

    /// One line, or two where something was left out.
    pub fn line(&self) -> String {
        let checked = match self.sets {
            0 | 1 => {
                format!("checked {} in {}", some(self.norms, "norm"), some(self.files, "file"))
            }
            _ => format!(
                "checked {} in {}, as {} sets",
                some(self.norms, "norm"),
                some(self.files, "file"),
                self.sets
            ),
        };
        let line = format!("{checked}: {}", self.found());
        match self.left_out() {
            None => line,
            Some(left_out) => format!("{line}\n{left_out}"),
        }
    }

    /// What was left out because of errors, and what that means; nothing where all was looked at.
    pub fn left_out(&self) -> Option<&'static str> {
        match (self.only_expectations, self.only_declarations) {
            _ if self.complete => None,
            (true, _) => Some(
                "scenarios and expectations that could not be understood were left out; all norms were looked at",
            ),
            (_, true) => Some(
                "declarations with errors were left out; all norms were looked at, but without what these declare",
            ),
            _ => Some(
                "norms with errors were left out; nothing is proved about them or about norms that interact with them",
            ),
        }
    }

    /// That precedence settles clashes which nobody asked to see, where there are any.
    pub fn settled_line(&self) -> Option<String> {
        let settled = match self.settled {
            0 => return None,
            1 => "1 clash is settled".to_owned(),
            count => format!("{count} clashes are settled"),
        };
        Some(format!("{settled} by precedence (`--show settled`)"))
    }

    fn found(&self) -> String {
        let Counts { errors, warnings, notes } = self.counts;
        let parts = [
            (errors, some(errors, "error")),
            (warnings, some(warnings, "warning")),
            (notes, some(notes, "note")),
            (self.unknowns, format!("{} without an answer", some(self.unknowns, "question"))),
            (self.allowed, format!("{} allowed", self.allowed)),
            (self.known, format!("{} known", self.known)),
            (self.unchanged, format!("{} in what has not changed", self.unchanged)),
        ];
        let parts: Vec<_> =
            parts.into_iter().filter(|part| part.0 > 0).map(|part| part.1).collect();
        match (parts.is_empty(), self.complete) {
            (true, true) => "no findings".to_owned(),
            (true, false) => "no other findings".to_owned(),
            (false, _) => parts.join(", "),
        }
    }
}

fn some(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_precedence_settles_is_counted_where_it_is_not_shown() {
        let line = |settled| Summary { settled, ..Summary::default() }.settled_line();
        assert_eq!(line(0), None);
        assert_eq!(line(1).as_deref(), Some("1 clash is settled by precedence (`--show settled`)"));
        assert!(line(2).is_some_and(|line| line.starts_with("2 clashes are settled")));
    }

    #[test]
    fn an_incomplete_check_claims_nothing() {
        let counts = Counts { errors: 1, ..Counts::default() };
        let summary = Summary { files: 1, sets: 1, norms: 2, counts, ..Summary::default() };
        assert!(summary.line().contains("nothing is proved"));
        assert!(summary.line().starts_with("checked 2 norms in 1 file: 1 error\n"));
        let declared = Summary { only_declarations: true, ..summary.clone() };
        assert!(
            declared.line().ends_with("all norms were looked at, but without what these declare")
        );
        let summary = Summary { only_expectations: true, ..summary };
        assert!(summary.line().ends_with("were left out; all norms were looked at"));
    }
}
