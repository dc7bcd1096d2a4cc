//! The table of instruments against principles, as data.

use std::collections::BTreeSet;

use super::Settings;
use super::parallel::in_parallel;
use super::survey::selection;
use crate::logic::{Failure, Selection, Theory};
use crate::model::{Instrument, InstrumentId, Model, PrincipleId, ProfileId, Target};
use crate::source::Span;

/// Principles against instruments.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Matrix {
    /// The columns, grouped.
    pub profiles: Vec<MatrixProfile>,
    /// The rows.
    pub rows: Vec<MatrixRow>,
}

/// A group of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MatrixProfile {
    /// The profile's name.
    pub name: String,
    /// Its principles, one column each.
    pub principles: Vec<String>,
}

/// One instrument.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct MatrixRow {
    /// Its name.
    pub instrument: String,
    /// Where it is declared.
    pub span: Span,
    /// For each profile, one cell for each principle.
    pub cells: Vec<Vec<Cell>>,
}

/// Whether an instrument respects a principle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Cell {
    /// It says nothing that the principle asks about.
    NotConcerned,
    /// It does.
    Holds,
    /// A limit was reached.
    Unknown,
    /// That hangs on what only a person can settle.
    Undetermined,
    /// It does not.
    Violated,
}

/// The row of the norms that stand in no instrument.
const OUTSIDE: &str = "(no instrument)";

/// Measures every instrument, each alone, against every principle of the profiles that were asked for.
pub(super) fn measure(model: &Model, settings: &Settings) -> Matrix {
    let wanted = |id: &ProfileId| match settings.profile.as_deref() {
        None | Some("all") => true,
        Some(name) => &*model.profiles[*id].name == name,
    };
    let profiles: Vec<ProfileId> = model.profiles.ids().filter(wanted).collect();
    let says_something = |(id, it): &(InstrumentId, &Instrument)| {
        it.name.is_some() || model.norms.values().any(|norm| norm.instrument == *id)
    };
    let instruments: Vec<InstrumentId> =
        model.instruments.iter().filter(says_something).map(|(id, _)| id).collect();
    let rows = in_parallel(settings.threads, &instruments, |&instrument| {
        row(model, settings, &profiles, instrument)
    });
    let profiles = profiles.iter().map(|&id| MatrixProfile {
        name: model.profiles[id].name.to_string(),
        principles: model.profiles[id]
            .principles
            .iter()
            .map(|&it| model.principles[it].name.to_string())
            .collect(),
    });
    Matrix { profiles: profiles.collect(), rows }
}

fn row(
    model: &Model,
    settings: &Settings,
    profiles: &[ProfileId],
    instrument: InstrumentId,
) -> MatrixRow {
    let others = model.instruments.ids().filter(|&id| id != instrument).map(Target::Instrument);
    let without: BTreeSet<Target> = others.collect();
    let theory = Theory::new(model, &Selection { without, ..selection(model, settings) });
    let cell = |&principle: &PrincipleId| {
        if !theory.concerns(principle) {
            return Cell::NotConcerned;
        }
        match theory.failures(principle) {
            Ok(failures) if failures.is_empty() => Cell::Holds,
            Ok(failures) if failures.iter().all(Failure::is_undetermined) => Cell::Undetermined,
            Ok(_) => Cell::Violated,
            Err(_) => Cell::Unknown,
        }
    };
    let cells = profiles.iter().map(|&id| model.profiles[id].principles.iter().map(cell).collect());
    let it = &model.instruments[instrument];
    MatrixRow {
        instrument: it.name.as_deref().unwrap_or(OUTSIDE).to_owned(),
        span: it.span,
        cells: cells.collect(),
    }
}

impl Matrix {
    /// Both tables as one. Columns of one name are one column; so are rows of one instrument, in which the
    /// graver answer counts.
    #[must_use]
    pub fn joined(mut self, other: Matrix) -> Matrix {
        for profile in &other.profiles {
            let at = self.profile(&profile.name);
            for principle in &profile.principles {
                self.column(at, principle);
            }
        }
        for row in &other.rows {
            let at = self.row(row);
            for (profile, cells) in other.profiles.iter().zip(&row.cells) {
                let group = self.profile(&profile.name);
                for (principle, &cell) in profile.principles.iter().zip(cells) {
                    let column = self.column(group, principle);
                    let known = &mut self.rows[at].cells[group][column];
                    *known = cell.max(*known);
                }
            }
        }
        self
    }

    fn profile(&mut self, name: &str) -> usize {
        if let Some(at) = self.profiles.iter().position(|profile| profile.name == name) {
            return at;
        }
        self.profiles.push(MatrixProfile { name: name.to_owned(), principles: Vec::new() });
        self.rows.iter_mut().for_each(|row| row.cells.push(Vec::new()));
        self.profiles.len() - 1
    }

    fn column(&mut self, profile: usize, principle: &str) -> usize {
        let principles = &mut self.profiles[profile].principles;
        if let Some(at) = principles.iter().position(|name| name == principle) {
            return at;
        }
        principles.push(principle.to_owned());
        let last = principles.len() - 1;
        self.rows.iter_mut().for_each(|row| row.cells[profile].push(Cell::NotConcerned));
        last
    }

    fn row(&mut self, like: &MatrixRow) -> usize {
        if let Some(at) = self.rows.iter().position(|row| row.span == like.span) {
            return at;
        }
        let empty = |profile: &MatrixProfile| vec![Cell::NotConcerned; profile.principles.len()];
        let cells = self.profiles.iter().map(empty).collect();
        self.rows.push(MatrixRow { instrument: like.instrument.clone(), span: like.span, cells });
        self.rows.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn one(principle: &str, at: u32, cell: Cell) -> Matrix {
        let profiles =
            vec![MatrixProfile { name: "p".into(), principles: vec![principle.to_owned()] }];
        let span = Span::new(FileId(0), at, at + 1);
        let row = MatrixRow { instrument: format!("i{at}"), span, cells: vec![vec![cell]] };
        Matrix { profiles, rows: vec![row] }
    }

    #[test]
    fn joining_keeps_the_graver_answer() {
        let joined = one("a", 1, Cell::Violated).joined(one("a", 1, Cell::Holds));
        assert_eq!(joined.rows.len(), 1);
        assert_eq!(joined.rows[0].cells, [[Cell::Violated]]);
    }

    #[test]
    fn joining_fills_what_neither_table_knows() {
        let joined = one("a", 1, Cell::Holds).joined(one("b", 2, Cell::Violated));
        assert_eq!(joined.rows[0].cells, [[Cell::Holds, Cell::NotConcerned]]);
        assert_eq!(joined.rows[1].cells, [[Cell::NotConcerned, Cell::Violated]]);
    }
}
