//! Markdown for terminals: headings bold, code indented, tables in columns, paragraphs wrapped.

use unicode_width::UnicodeWidthStr;

use crate::report::wrap;

/// Renders the Markdown that our own pages use.
pub(super) fn render(page: &str, color: bool, width: usize) -> String {
    let mut renderer = Renderer { out: String::new(), color, width, paragraph: String::new() };
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            renderer.end_paragraph();
            for code in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                renderer.code(code);
            }
        } else if line.starts_with('|') {
            renderer.end_paragraph();
            let mut rows = vec![line];
            while let Some(row) = lines.next_if(|line| line.starts_with('|')) {
                rows.push(row);
            }
            renderer.table(&rows);
        } else {
            renderer.line(line);
        }
    }
    renderer.end_paragraph();
    renderer.out
}

struct Renderer {
    out: String,
    color: bool,
    width: usize,
    paragraph: String,
}

impl Renderer {
    fn line(&mut self, line: &str) {
        match line.trim_start_matches('#').strip_prefix(' ') {
            Some(heading) if line.starts_with('#') => {
                self.end_paragraph();
                let heading = self.painted("1", &self.plain(heading));
                self.push(&heading);
            }
            _ if line.is_empty() => {
                self.end_paragraph();
                self.push("");
            }
            _ => {
                let starts_item = line.starts_with("- ") || starts_with_number(line);
                if starts_item {
                    self.end_paragraph();
                }
                if !self.paragraph.is_empty() {
                    self.paragraph.push(' ');
                }
                self.paragraph.push_str(line.trim());
            }
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if paragraph.is_empty() {
            return;
        }
        let hanging = if paragraph.starts_with("- ") { "  " } else { "" };
        let text = self.plain(&paragraph);
        let lines = wrap::wrap(&text, self.width - hanging.len());
        for (index, line) in lines.iter().enumerate() {
            let indent = if index == 0 { "" } else { hanging };
            let line = self.inline(&format!("{indent}{line}"));
            self.push(&line);
        }
    }

    fn code(&mut self, line: &str) {
        let line = if line.is_empty() { String::new() } else { format!("    {line}") };
        self.push(&line);
    }

    fn table(&mut self, rows: &[&str]) {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| self.cells(row)).collect();
        let rows: Vec<_> = rows.iter().filter(|cells| !is_rule(cells)).collect();
        let columns = rows.iter().map(|cells| cells.len()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns.saturating_sub(1))
            .map(|at| {
                rows.iter()
                    .filter_map(|row| row.get(at))
                    .map(|cell| cell.width())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let before: usize = widths.iter().map(|width| width + 2).sum::<usize>() + 2;
        for (index, row) in rows.iter().enumerate() {
            let mut head = String::from("  ");
            for (cell, width) in row.iter().zip(&widths) {
                head.push_str(cell);
                head.push_str(&" ".repeat(width - cell.width() + 2));
            }
            let last = row.get(widths.len()).map_or("", String::as_str);
            let lines = wrap::wrap(last, self.width.saturating_sub(before).max(20));
            for (at, line) in lines.iter().enumerate() {
                let text =
                    if at == 0 { format!("{head}{line}") } else { " ".repeat(before) + line };
                let text = if index == 0 { self.painted("1", &text) } else { self.inline(&text) };
                self.push(text.trim_end());
            }
        }
    }

    fn cells(&self, row: &str) -> Vec<String> {
        let row = row.trim().trim_start_matches('|');
        let row = row.strip_suffix('|').unwrap_or(row).replace("\\|", "\u{0}");
        row.split('|').map(|cell| self.plain(cell.trim()).replace('\u{0}', "|")).collect()
    }

    /// Without the signs that emphasise, and links as their words.
    fn plain(&self, text: &str) -> String {
        // What stands in backticks is code, also where it looks like emphasis: every second part.
        let parts = text.split('`').enumerate();
        let plain = parts.map(|(at, part)| match at % 2 {
            0 => part.replace("**", ""),
            _ => part.to_owned(),
        });
        plain.collect::<Vec<_>>().join("`")
    }

    /// `code` in a colour where there are colours.
    fn inline(&self, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let parts = text.split('`').enumerate();
        parts
            .map(|(at, part)| if at % 2 == 1 { self.painted("36", part) } else { part.to_owned() })
            .collect()
    }

    fn painted(&self, number: &str, text: &str) -> String {
        match self.color {
            true => format!("\u{1b}[{number}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }

    fn push(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}

fn starts_with_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && rest.starts_with(". ")
}

fn is_rule(cells: &[String]) -> bool {
    cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# C1: name\n\nSome **words** that\nflow with `code`.\n\n- an item that is long\n- two\n\n```norm\nkind State\n\n  x\n```\n\n| a | b |\n|---|---|\n| one | `x\\|y` z |\n";

    #[test]
    fn a_page_is_readable_without_colours() {
        assert_eq!(
            render(PAGE, false, 40),
            "C1: name\n\nSome words that flow with `code`.\n\n- an item that is long\n- two\n\n    kind State\n\n      x\n\n  a    b\n  one  `x|y` z\n"
        );
    }

    #[test]
    fn stars_in_code_stay() {
        let text = render("`*` and `**` are **signs**\n\n| `**` | **x** |\n", false, 40);
        assert_eq!(text, "`*` and `**` are signs\n\n  `**`  x\n");
    }

    #[test]
    fn long_items_hang() {
        let text = render("- one two three four five six seven\n", false, 20);
        assert_eq!(text, "- one two three\n  four five six\n  seven\n");
    }

    #[test]
    fn headings_are_bold_where_colours_are() {
        assert!(render(PAGE, true, 40).starts_with("\u{1b}[1mC1: name\u{1b}[0m\n"));
    }
}
