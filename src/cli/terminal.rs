//! Where output goes, and how it may look there.

use std::fmt;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use super::args::{Color, OutputArgs};
use crate::report::full::Style;

/// The width where output is no terminal, so that it is the same everywhere.
const DEFAULT_WIDTH: u16 = 100;

/// Standard output, buffered, and how to draw on it; and standard error for what is no finding.
pub(super) struct Terminal {
    out: BufWriter<io::Stdout>,
    failed: Option<io::Error>,
    /// How to draw on standard output.
    pub(super) style: Style,
    files: Style,
    color_errors: bool,
}

impl Terminal {
    /// Looks at the flags first, then at the environment, then at the terminal.
    pub(super) fn new(args: &OutputArgs) -> Self {
        let width = args.width.unwrap_or_else(terminal_width);
        let style = Style {
            color: colored(args.color, io::stdout().is_terminal()),
            ascii: args.ascii,
            width: usize::from(width),
            all: false,
        };
        let files = Style {
            color: args.color == Color::Always,
            width: usize::from(args.width.unwrap_or(DEFAULT_WIDTH)),
            ..style
        };
        Terminal {
            out: BufWriter::new(io::stdout()),
            failed: None,
            style,
            files,
            color_errors: colored(args.color, io::stderr().is_terminal()),
        }
    }

    /// How to draw into files: the same whatever terminal there is.
    pub(super) fn style_of_files(&self) -> Style {
        self.files
    }

    /// Writes out what is buffered. A reader who has gone away (`| head`) is no error.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if let Err(error) = self.out.flush() {
            self.failed.get_or_insert(error);
        }
        match self.failed.take() {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    /// Says on standard error what was done, in lines.
    pub(super) fn say(&mut self, text: &str) {
        let lines: Vec<String> = text.split('\n').map(shown).collect();
        self.say_drawn(&lines.join("\n"));
    }

    /// Says on standard error what was drawn for a terminal. Standard error may be closed; nothing depends on it.
    pub(super) fn say_drawn(&mut self, text: &str) {
        let _ = self.out.flush();
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Says on standard error what keeps the command from its work.
    pub(super) fn problem(&mut self, text: &str) {
        let word = match self.color_errors {
            true => "\u{1b}[1;31mcomity:\u{1b}[0m",
            false => "comity:",
        };
        self.say_drawn(&format!("{word} {}", shown(text)));
    }

    /// Says on standard error what may be a mistake, and keeps nothing from its work.
    pub(super) fn warn(&mut self, text: &str) {
        let word = match self.color_errors {
            true => "\u{1b}[1;33mwarning:\u{1b}[0m",
            false => "warning:",
        };
        self.say_drawn(&format!("{word} {}", shown(text)));
    }

    /// How to draw on standard error.
    pub(super) fn style_of_errors(&self) -> Style {
        Style { color: self.color_errors, ..self.style }
    }

    /// A heading, bold where colours are.
    pub(super) fn bold(&self, text: &str) -> String {
        painted("1", text, self.style)
    }
}

/// Text in a colour, given as the number of an escape sequence.
pub(super) fn painted(number: &str, text: &str, style: Style) -> String {
    match style.color {
        true => format!("\u{1b}[{number}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    }
}

impl fmt::Write for Terminal {
    /// Keeps the first failure for [`Terminal::flush`], and then writes no more.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.failed.is_none() {
            self.failed = self.out.write_all(text.as_bytes()).err();
        }
        Ok(())
    }
}

/// A text on one line that a terminal can be given: characters that it would obey, and those that turn the writing
/// direction, are spelled out byte for byte, as a name spells what it cannot hold (`%1B`).
pub(super) fn shown(text: &str) -> String {
    let obeyed = |letter: char| {
        let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        letter.is_control() || turns || matches!(letter, '\u{2028}' | '\u{2029}')
    };
    let mut done = String::new();
    for letter in text.chars() {
        match obeyed(letter) {
            true => done.extend(letter.to_string().bytes().map(|byte| format!("%{byte:02X}"))),
            false => done.push(letter),
        }
    }
    done
}

fn colored(choice: Color, is_terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => is_terminal && !set("NO_COLOR") && !dumb,
    }
}

fn terminal_width() -> u16 {
    match terminal_size::terminal_size_of(io::stdout()) {
        Some((terminal_size::Width(width), _)) => width.clamp(40, 160),
        None => DEFAULT_WIDTH,
    }
}
