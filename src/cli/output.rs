//! `--output FORMAT[=FILE]`: what is written, and where.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::{self, Write};
use std::fs;
use std::marker::PhantomData;
use std::path::PathBuf;

use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Error, ValueEnum};

use super::terminal::Terminal;
use super::{Problem, files, names, write};
use crate::checks::Matrix;
use crate::diagnostics::Level;
use crate::driver::config::Config;
use crate::report::full::Style;
use crate::report::{self, Report};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// With the text, facts and what can be done
    #[default]
    Full,
    /// One line each
    Concise,
    /// For programs; see `comity explain json`
    Json,
    /// For services that review code
    Sarif,
    /// Annotations in a workflow of GitHub
    Github,
    /// A Code Quality report for GitLab
    Gitlab,
    /// Tests, for services that show tests
    Junit,
    /// Instruments against the principles of each profile
    Matrix,
}

/// How the results of expectations are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TestFormat {
    /// A line for each, and the text of those that fail
    #[default]
    Full,
    /// For services that show tests
    Junit,
}

/// In which language a picture is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum GraphFormat {
    /// For Markdown on GitHub and GitLab
    #[default]
    Mermaid,
    /// For Graphviz
    Dot,
    /// For programs; see `comity explain json`
    Json,
}

/// How the report of all parts is written: other formats show the texts, which reports do not hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum MergeFormat {
    /// As `comity check` would have written it
    #[default]
    Json,
}

/// One format with the file that takes it; none is standard output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Output<F = Format> {
    pub(super) format: F,
    pub(super) file: Option<PathBuf>,
}

/// Reads `FORMAT[=FILE]`.
#[derive(Clone)]
pub(super) struct OutputParser<F = Format>(PhantomData<F>);

impl<F> OutputParser<F> {
    /// It has no settings.
    pub(super) const fn new() -> Self {
        OutputParser(PhantomData)
    }
}

impl<F: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for OutputParser<F> {
    type Value = Output<F>;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output<F>, Error> {
        // The name of a file need be no text.
        let bytes = value.as_encoded_bytes();
        let (format, file) = match bytes.iter().position(|&byte| byte == b'=') {
            Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
            None => (bytes, None),
        };
        let no_text = |_| Error::new(ErrorKind::InvalidUtf8).with_cmd(command);
        let format = std::str::from_utf8(format).map_err(no_text)?;
        let format = EnumValueParser::<F>::new().parse_ref(command, arg, OsStr::new(format))?;
        match file {
            Some(b"") => without_file.parse_ref(command, arg, value),
            Some(b"-") | None => Ok(Output { format, file: None }),
            Some(file) => Ok(Output { format, file: Some(names::of_bytes(file.to_vec())) }),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let all = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        Some(Box::new(all))
    }
}

fn without_file<F>(_: &str) -> Result<Output<F>, &'static str> {
    Err("names no file after `=`")
}

/// What the settings ask for; paths count from where they stand. Formats were looked at when the settings were read.
pub(super) fn from_settings(config: &Config) -> Vec<Output> {
    let read = |text: &String| {
        let (word, file) = match text.split_once('=') {
            Some((word, file)) => (word, Some(file)),
            None => (text.as_str(), None),
        };
        let file =
            file.filter(|file| *file != "-").map(|file| files::path_in(config, "output", file));
        Some(Output { format: Format::from_str(word, false).ok()?, file })
    };
    config.list("output").iter().filter_map(read).collect()
}

/// What was asked for, or `full` on standard output.
///
/// # Errors
/// Two formats for standard output, or for one file: the second would follow the first or replace it.
pub(super) fn outputs<F: Clone + Default + ValueEnum>(
    asked: &[Output<F>],
) -> Result<Vec<Output<F>>, Problem> {
    let mut places = BTreeSet::new();
    for output in asked {
        // Two links may lead to one file.
        let place = output.file.as_deref().map(|file| {
            let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
            files::name(&target)
        });
        if !places.insert(place) {
            let place = output.file.as_deref().map(files::name);
            let place = place.map_or("standard output".to_owned(), |file| format!("`{file}`"));
            let format = output.format.to_possible_value();
            let word = format.as_ref().map_or("", |format| format.get_name());
            return Err(Problem(format!(
                "two formats cannot both go to {place}: give one a file of its own: `--output {word}=FILE`"
            )));
        }
    }
    Ok(if asked.is_empty() { vec![Output::default()] } else { asked.to_vec() })
}

/// Refuses to write where something stands that was read, or other norms.
///
/// # Errors
/// A file that takes a format holds norms, or is among these.
pub(super) fn replace_nothing<F>(outputs: &[Output<F>], read: &[String]) -> Result<(), Problem> {
    for file in outputs.iter().filter_map(|output| output.file.as_deref()) {
        // Behind a link stands another file.
        let target = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let names = [files::name(file), files::name(&target)];
        if names.iter().any(|name| name.ends_with(".norm") || read.contains(name)) {
            return Err(Problem(format!(
                "`{}` is read by Comity, and a report there would replace it: name another file",
                names[0]
            )));
        }
    }
    Ok(())
}

/// Draws each output in its place. One that cannot be written keeps no other from its own: of several problems the last
/// is given back, and the others are told.
pub(super) fn write_each<F: Copy>(
    outputs: &[Output<F>],
    terminal: &mut Terminal,
    draw: impl Fn(&mut dyn Write, F, Style) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut done = Ok(());
    for output in outputs {
        let written = match &output.file {
            None => {
                let style = terminal.style;
                draw(terminal, output.format, style)
            }
            Some(file) => {
                let mut text = String::new();
                draw(&mut text, output.format, terminal.style_of_files())
                    .and_then(|()| write::create(file, &text))
            }
        };
        if let Err(problem) = written
            && let Err(earlier) = std::mem::replace(&mut done, Err(problem))
        {
            terminal.problem(&earlier.0);
        }
    }
    done
}

/// What the formats are drawn from.
pub(super) struct Drawing<'a> {
    pub(super) report: Report<'a>,
    /// Worked out only for the format that shows it.
    pub(super) matrix: &'a dyn Fn() -> Matrix,
    /// The least level that fails.
    pub(super) fail: Level,
    /// Whether every finding is drawn, however many there are.
    pub(super) all: bool,
}

impl Drawing<'_> {
    /// Writes every format to its place.
    pub(super) fn write(&self, outputs: &[Output], terminal: &mut Terminal) -> Result<(), Problem> {
        write_each(outputs, terminal, |mut out, format, style| self.draw(&mut out, format, style))
    }

    fn draw(&self, out: &mut impl Write, format: Format, style: Style) -> Result<(), Problem> {
        let report = self.report;
        let drawn = match format {
            Format::Full => report::full::write(out, report, Style { all: self.all, ..style }),
            Format::Concise => report::concise::write(out, report, self.all),
            Format::Json => report::json::write(out, report),
            Format::Sarif => report::sarif::write(out, report),
            Format::Github => report::github::write(out, report),
            Format::Gitlab => report::gitlab::write(out, report),
            Format::Junit => report::junit::write(out, report, self.fail),
            Format::Matrix => {
                report::matrix::write(out, &(self.matrix)(), style.ascii, style.width)
            }
        };
        drawn.map_err(|fmt::Error| Problem("a finding cannot be drawn".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(format: Format, file: Option<&str>) -> Output {
        Output { format, file: file.map(PathBuf::from) }
    }

    fn read(text: &str) -> Result<Output, ErrorKind> {
        let command = Command::new("c");
        OutputParser::<Format>::new()
            .parse_ref(&command, None, OsStr::new(text))
            .map_err(|error| error.kind())
    }

    #[test]
    fn a_format_may_name_its_file() {
        assert_eq!(read("sarif"), Ok(output(Format::Sarif, None)));
        assert_eq!(read("sarif=out/a=b.sarif"), Ok(output(Format::Sarif, Some("out/a=b.sarif"))));
        assert_eq!(read("json=-"), Ok(output(Format::Json, None)));
        assert_eq!(read("sarif="), Err(ErrorKind::ValueValidation));
        assert_eq!(read("srif=x"), Err(ErrorKind::InvalidValue));
    }

    #[test]
    fn the_settings_know_every_format_and_no_other() {
        let all = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = all.map(|it| it.get_name().to_owned()).collect();
        assert_eq!(names, crate::driver::config::FORMATS);
    }

    #[test]
    fn each_place_takes_one_format() {
        let file = |name| output(Format::Json, Some(name));
        assert_eq!(outputs(&[]).ok(), Some(vec![Output::<Format>::default()]));
        assert!(outputs(&[Output::default(), file("a"), file("b")]).is_ok());
        assert!(outputs(&[file("a"), file("./a")]).is_err());
        assert!(outputs(&[Output::default(), output(Format::Json, None)]).is_err());
    }
}
