//! A table of instruments against principles, grouped by profile.

use std::borrow::Cow;
use std::fmt::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::clean;
use crate::checks::{Cell, Matrix};

/// Writes one table for each profile: a row an instrument, a column a principle, and what the signs mean.
/// Where a table is wider than `width`, its columns have numbers, and the names stand below it.
pub fn write(out: &mut impl Write, matrix: &Matrix, ascii: bool, width: usize) -> fmt::Result {
    let names: Vec<_> = matrix.rows.iter().map(|row| clean::line(&row.instrument)).collect();
    for (index, profile) in matrix.profiles.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", clean::line(&profile.name))?;
        let principles: Vec<_> = profile.principles.iter().map(|name| clean::line(name)).collect();
        let first = names.iter().map(|name| name.width()).max().unwrap_or(0);
        let wide = 2 + first + principles.iter().map(|name| name.width() + 2).sum::<usize>();
        let numbers: Vec<_> = (1..=principles.len()).map(|n| Cow::Owned(n.to_string())).collect();
        let heads = if wide > width { &numbers } else { &principles };
        let cells =
            matrix.rows.iter().map(|row| row.cells.get(index).map_or(&[][..], Vec::as_slice));
        table(out, heads, &mut names.iter().zip(cells), first, ascii)?;
        if wide > width {
            writeln!(out)?;
            for (number, name) in numbers.iter().zip(&principles) {
                writeln!(out, "  {number:>2} {name}")?;
            }
        }
    }
    match matrix.profiles.is_empty() {
        true => writeln!(out, "no profile to measure against"),
        false => legend(out, ascii),
    }
}

fn table<'a>(
    out: &mut impl Write,
    heads: &[Cow<'_, str>],
    rows: &mut dyn Iterator<Item = (&'a Cow<'a, str>, &'a [Cell])>,
    first: usize,
    ascii: bool,
) -> fmt::Result {
    writeln!(out, "  {}  {}", " ".repeat(first), heads.join("  "))?;
    for (name, cells) in rows {
        let shown = cells.iter().zip(heads).map(|(cell, head)| {
            let sign = sign(*cell, ascii);
            format!("{sign}{}", " ".repeat(head.width().saturating_sub(sign.width())))
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
        (Cell::Undetermined, _) => "~",
        (Cell::Unknown, _) => "?",
    }
}

fn legend(out: &mut impl Write, ascii: bool) -> fmt::Result {
    let sign = |cell| sign(cell, ascii);
    writeln!(
        out,
        "\n{} holds   {} violated   {} for a person to say   {} not concerned   {} no answer",
        sign(Cell::Holds),
        sign(Cell::Violated),
        sign(Cell::Undetermined),
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
        write(&mut out, &samples::matrix(), false, 100).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn columns_of_a_wide_table_have_numbers() {
        let mut out = String::new();
        write(&mut out, &samples::matrix(), false, 30).expect("a string takes everything");
        insta::assert_snapshot!(out);
    }

    #[test]
    fn ascii_holds_no_other_sign() {
        let mut out = String::new();
        let profiles = vec![MatrixProfile { name: "a".into(), principles: vec!["b".into()] }];
        let rows = samples::matrix().rows;
        write(&mut out, &Matrix { profiles, rows }, true, 100).expect("a string takes everything");
        let signs = out.lines().last().expect("a legend");
        assert!(signs.is_ascii(), "{signs}");
    }
}
