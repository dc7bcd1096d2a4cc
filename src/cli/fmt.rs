//! `comity fmt`

use std::fmt::Write;
use std::path::Path;

use super::args::FmtArgs;
use super::progress::Progress;
use super::terminal::{Terminal, shown};
use super::write::{self, BYTE_ORDER_MARK, Swept};
use super::{Problem, Status, config, files};
use crate::diagnostics::Diagnostic;
use crate::driver::Content;
use crate::format::{self, Unformatted};
use crate::report::first_in_line;
use crate::source::Sources;

/// Formats files in place, or says what formatting would change.
///
/// A file that cannot be formatted is left as it is and told; the others are formatted all the same.
pub(super) fn run(args: &FmtArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    files::once_at_most(&args.paths)?;
    let swept = Swept::default();
    let progress = Progress::default();
    let mut run = Run { args, terminal, progress, swept, formatted: 0, fine: 0, left: 0 };
    if args.paths.iter().any(|path| files::is_stdin(path)) {
        run.standard_input();
    }
    run.progress = Progress::new(DOING);
    let files = args.paths.iter().filter(|path| !files::is_stdin(path));
    let (found, problems) = files::each(files, &config::none());
    problems.iter().for_each(|problem| run.leave(&problem.0));
    for (name, path) in found {
        run.file(&name, &path);
    }
    run.progress.end();
    // What cannot be written was not formatted.
    run.terminal.flush()?;
    run.sum_up();
    Ok(run.status())
}

/// What a terminal says is done while it takes long.
const DOING: &str = "formatting";

struct Run<'a> {
    args: &'a FmtArgs,
    terminal: &'a mut Terminal,
    progress: Progress,
    swept: Swept,
    /// Files that were formatted, or would be.
    formatted: usize,
    /// Files that needed nothing.
    fine: usize,
    /// Files that were left as they are.
    left: usize,
}

/// A text before and after.
struct Formatted {
    before: String,
    after: String,
}

impl Run<'_> {
    fn file(&mut self, name: &str, path: &Path) {
        if !self.only_tells() {
            // What was written beside a file may stay when a run is ended, and the file may need nothing today.
            self.swept.beside(path);
        }
        let Some(text) = self.formatted(name, files::read(path)) else { return };
        if text.before == text.after {
            self.fine += 1;
            return;
        }
        if self.only_tells() {
            self.tell(name, &text);
        } else if let Err(problem) =
            write::replace(path, &text.before, &text.after, &mut self.swept)
        {
            return self.leave(&problem.0);
        }
        self.formatted += 1;
    }

    /// Standard input goes to standard output, formatted.
    fn standard_input(&mut self) {
        let name = self.args.stdin_name.replace('\\', "/");
        let content = files::stdin();
        // A text does not keep this mark, and a file that is formatted does.
        let mark = match &content {
            Content::Text(text) if text.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK,
            _ => "",
        };
        let Some(text) = self.formatted(&name, content) else { return };
        let changes = text.before != text.after;
        match self.only_tells() {
            true if changes => self.tell(&name, &text),
            true => {}
            // The terminal keeps a failure for its end.
            false => drop(self.terminal.write_str(&format!("{mark}{}", text.after))),
        }
        *(if changes { &mut self.formatted } else { &mut self.fine }) += 1;
    }

    /// The text of a file with its layout; `None` if there is none, which is told.
    fn formatted(&mut self, name: &str, content: Content) -> Option<Formatted> {
        let why = match content {
            Content::Text(text) => {
                let mut sources = Sources::default();
                let file = sources.add(name, text);
                match format::format(&sources, file) {
                    Ok(after) => {
                        return Some(Formatted { before: sources.text(file).to_owned(), after });
                    }
                    Err(Unformatted::Errors(errors)) => in_words(&sources, &errors),
                    Err(Unformatted::Fault) => FAULT.to_owned(),
                }
            }
            Content::NotUtf8 { .. } => "it is not encoded in UTF-8".to_owned(),
            Content::TooLarge => "it is too large".to_owned(),
            Content::Unreadable(reason) => reason,
        };
        self.leave(&format!("`{name}` is left as it is: {why}"));
        None
    }

    fn leave(&mut self, why: &str) {
        self.progress.end();
        self.terminal.problem(why);
        self.progress = Progress::new(DOING);
        self.left += 1;
    }

    fn only_tells(&self) -> bool {
        self.args.check || self.args.diff
    }

    /// The name of a file that would change, or how it would change.
    fn tell(&mut self, name: &str, text: &Formatted) {
        let name = shown(name);
        let told = match self.args.diff {
            true => format::diff(&name, &text.before, &text.after),
            false => format!("{}\n", first_in_line(&name)),
        };
        // The terminal keeps a failure for its end.
        let _ = self.terminal.write_str(&told);
    }

    fn sum_up(&mut self) {
        let changed = match self.only_tells() {
            true => format!("{} would change", files(self.formatted)),
            false => format!("formatted {}", files(self.formatted)),
        };
        let left = match self.left {
            0 => String::new(),
            1 => ", 1 left as it is".to_owned(),
            left => format!(", {left} left as they are"),
        };
        self.terminal.say(&format!("{changed}, {} in order{left}", self.fine));
    }

    fn status(&self) -> Status {
        match () {
            () if self.left > 0 => Status::CouldNotCheck,
            () if self.only_tells() && self.formatted > 0 => Status::Findings,
            () => Status::Clean,
        }
    }
}

const FAULT: &str =
    "its layout would change what it says; this is a fault of Comity, please report it";

fn files(count: usize) -> String {
    format!("{count} {}", if count == 1 { "file" } else { "files" })
}

/// The first error with its place, and how many there are beyond.
fn in_words(sources: &Sources, errors: &[Diagnostic]) -> String {
    let Some(first) = errors.first() else { return "it has errors".to_owned() };
    let file = sources.file(first.primary.span.file);
    let place = file.lines().place(&file.text, first.primary.span.start);
    let more = match errors.len() - 1 {
        0 => String::new(),
        1 => " (and 1 more error)".to_owned(),
        more => format!(" (and {more} more errors)"),
    };
    format!("line {}, column {}: {}{more}", place.line, place.column, first.message)
}
