//! A table of instruments against principles, grouped by profile.

use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::clean;
use crate::checks::{Cell, Matrix, MatrixRow};

/// Writes one table for each profile: a row an instrument, a column a principle, and what the signs mean.
pub fn write(out: &mut impl Write, matrix: &Matrix, ascii: bool) -> fmt::Result {
    for (index, profile) in matrix.profiles.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", clean::line(&profile.name))?;
        table(out, &matrix.rows, index, &profile.principles, ascii)?;
    }
    match matrix.profiles.is_empty() {
        true => writeln!(out, "no profile to measure against"),
        false => legend(out, ascii),
    }
}

fn table(
    out: &mut impl Write,
    rows: &[MatrixRow],
    profile: usize,
    principles: &[String],
    ascii: bool,
) -> fmt::Result {
    let principles: Vec<_> = principles.iter().map(|name| clean::line(name)).collect();
    let names: Vec<_> = rows.iter().map(|row| clean::line(&row.instrument)).collect();
    let first = names.iter().map(|name| name.width()).max().unwrap_or(0);
    write!(out, "  {}", " ".repeat(first))?;
    for name in &principles {
        write!(out, "  {name}")?;
    }
    writeln!(out)?;
    for (name, row) in names.iter().zip(rows) {
        let cells = row.cells.get(profile).into_iter().flatten();
        let shown = cells.zip(&principles).map(|(cell, principle)| {
            let sign = sign(*cell, ascii);
            format!("{sign}{}", " ".repeat(principle.width().saturating_sub(sign.width())))
        });
        let padding = " ".repeat(first - name.width());
        let line = format!("  {name}{padding}  {}", shown.collect::<Vec<_>>().join("  "));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn sign(cell: Cell, ascii: bool) -> &'static str {
    match (cell, ascii) {
        (Cell::Holds, false) => "✓",
        (Cell::Violated, false) => "✗",
        (Cell::NotConcerned, false) => "·",
        (Cell::Holds, true) => "+",
        (Cell::Violated, true) => "x",
        (Cell::NotConcerned, true) => ".",
        (Cell::Unknown, _) => "?",
    }
}

fn legend(out: &mut impl Write, ascii: bool) -> fmt::Result {
    let sign = |cell| sign(cell, ascii);
    writeln!(
        out,
        "\n{} holds   {} violated   {} not concerned   {} no answer",
        sign(Cell::Holds),
        sign(Cell::Violated),
        sign(Cell::NotConcerned),
        sign(Cell::Unknown)
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use crate::checks::MatrixProfile;

    #[test]
    fn columns_stand_under_their_principles() {
        let mut out = String::new();
        write(&mut out, &samples::matrix(), false).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn ascii_holds_no_other_sign() {
        let mut out = String::new();
        let profiles = vec![MatrixProfile { name: "a".into(), principles: vec!["b".into()] }];
        let rows = samples::matrix().rows;
        write(&mut out, &Matrix { profiles, rows }, true).expect("a string takes everything");
        let signs = out.lines().last().expect("a legend");
        assert!(signs.is_ascii(), "{signs}");
    }
}
