//! What can be written after `comity`.

mod shared;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::output::{Format, GraphFormat, MergeFormat, Output, OutputParser, TestFormat};
use crate::checks::Shard;
use crate::diagnostics::Level;

pub(super) use self::shared::{
    AskedArgs, FixArgs, InputArgs, OutputArgs, SettingsArgs, WrittenArgs,
};
use self::values::shard;
pub(super) use self::values::{AnswerFormat, Color, FailOn, GraphOnly, Show};

/// Tells whether norms agree
///
/// Comity reads vocabulary, instruments with their norms, principles and scenarios from `.norm` files, and tells for
/// every situation that the vocabulary can describe whether the norms can be respected together.
#[derive(Debug, Parser)]
#[command(name = "comity", version, max_term_width = 100, arg_required_else_help = true)]
#[command(
    after_help = "`comity explain` lists what can be read about the language and about every rule."
)]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// How to write.
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check whether norms agree and principles hold
    #[command(after_help = SETS, after_long_help = STATUS)]
    Check(CheckArgs),
    /// Run the expectations that stand in the files
    #[command(after_help = TESTED, after_long_help = TESTED)]
    Test(TestArgs),
    /// Show why norms conflict, or why they do not
    #[command(after_help = LOOKED_AT)]
    Why(WhyArgs),
    /// Ask what the norms say of an act: always, never, or on what it depends
    #[command(after_help = ASKED)]
    Ask(AskArgs),
    /// Show what a newer text says differently from an older one, each with a case
    #[command(after_help = COMPARED)]
    Diff(DiffArgs),
    /// Draw norms, what is written between them, and their conflicts
    #[command(after_help = DRAWN, after_long_help = DRAWN)]
    Graph(GraphArgs),
    /// Give files the one layout of the language
    #[command(after_help = FORMATTED, after_long_help = FORMATTED)]
    Fmt(FmtArgs),
    /// Explain a rule or a topic
    Explain(ExplainArgs),
    /// List every rule
    Rules,
    /// Write down the findings that are known, or take out what is mended
    Baseline(BaselineArgs),
    /// Make one report of those of all parts (`check --shard`)
    #[command(after_help = MERGED, after_long_help = MERGED)]
    Merge(MergeArgs),
    /// Show the settings of `comity.toml`, environment and flags
    Config(ConfigArgs),
    /// Write a small set to begin with
    Init(InitArgs),
    /// Write what a shell needs to complete commands and flags
    Completions(CompletionsArgs),
    /// Write the manual page of Comity or of a command
    Man(ManArgs),
}

const SETS: &str = "Files named one by one are checked together. The files of a folder are checked together, each \
                    subfolder for itself, all with what they `use`; `--together` makes one set of everything.";

const STATUS: &str = concat!(
    "Files named one by one are checked together, with what they `use`. The files of a folder are checked together, each \
     subfolder for itself, because folders may hold packages that know nothing of each other. `--together` makes one set \
     of everything that is given.\n\n",
    "Status:\n",
    "  0  nothing at or above the fail level\n",
    "  1  findings\n",
    "  2  something could not be checked: wrong arguments, unreadable files, open questions"
);

const LOOKED_AT: &str = concat!(
    "All norms must be in one set: the files that are named, or those of one folder.\n\n",
    "Status:\n",
    "  0  they do not conflict\n",
    "  1  they conflict\n",
    "  2  no answer: wrong names, norms with errors, a limit"
);

const ASKED: &str = concat!(
    "The modal may stand first: `may Provider disclose(Data, to: Authority)?`. The first set that has the words \
     of the question answers it.\n\n",
    "Status:\n",
    "  0  there is an answer\n",
    "  2  there is none: wrong words, norms with errors, a limit"
);

const COMPARED: &str = concat!(
    "A folder is one text, with all its subfolders; where these declare the same names, each is compared with the one \
     of the same path. A new conflict weighs as much as its rule, a conflict that is resolved is a note, and \
     whatever else is newly said or no longer said is a warning.\n\n",
    "Status:\n",
    "  0  nothing at or above the fail level\n",
    "  1  differences\n",
    "  2  no answer: norms with errors, a limit"
);

const DRAWN: &str = concat!(
    "A hundred norms are drawn at the most, those in conflict first, unless `--all` is given; what was left out is said. \
     In Markdown the picture goes between a line ```mermaid and a line ```; `comity graph -o dot | dot -Tsvg` makes a \
     file of it.\n\n",
    "Status:\n",
    "  0  it is drawn, whatever is in conflict\n",
    "  2  something is missing: errors in the files, wrong names, open questions"
);

const TESTED: &str = concat!(
    "Each file that holds expectations is tested on its own, with what it uses, whatever else is given.\n\n",
    "Status:\n",
    "  0  every expectation holds\n",
    "  1  an expectation fails, or holds although it is marked pending, or a file has errors\n",
    "  2  something could not be tested: wrong arguments, unreadable files, no expectation"
);

const MERGED: &str = concat!(
    "Writes the JSON report that the whole check would have written without repairs. Other formats show or measure the \
     texts, which a report does not hold: `comity check` without `--shard` writes those.\n\n",
    "Status: that of the whole check.\n",
    "  0  nothing at or above the fail level\n",
    "  1  findings\n",
    "  2  parts are missing, given twice or of different checks, or something could not be checked"
);

const FORMATTED: &str = concat!(
    "Files are written in place, at one stroke each. A file with errors is left as it is.\n\n",
    "Status:\n",
    "  0  every file is in its layout now\n",
    "  1  with --check or --diff: a file would change\n",
    "  2  a file was left as it is: errors in its text, unreadable, or it cannot be written"
);

/// `comity check`
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    /// Check everything that is given as one set
    #[arg(long, help_heading = "Input")]
    pub(super) together: bool,
    /// Check again whenever a file changes
    #[arg(long, help_heading = "Input", conflicts_with_all = ["fix", "unsafe_fixes", "diff"])]
    pub(super) watch: bool,
    /// How findings are written, and into which file instead of standard output; may be repeated
    #[arg(long, short, alias = "format", value_name = "FORMAT[=FILE]", value_parser = OutputParser::<Format>::new())]
    #[arg(help_heading = "Output")]
    pub(super) output: Vec<Output>,
    /// Draw every finding, also where many are alike
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,
    /// Show how long reading, checking and writing took
    #[arg(long, help_heading = "Output")]
    pub(super) timings: bool,
    /// Seek no repairs for what is found
    #[arg(long, help_heading = "Questions", hide_short_help = true)]
    pub(super) no_repairs: bool,
    /// Ask only part I of N of the questions; `comity merge` makes one report of the parts (in JSON)
    #[arg(long, value_name = "I/N", value_parser = shard, help_heading = "Questions", hide_short_help = true)]
    #[arg(conflicts_with_all = ["fix", "unsafe_fixes", "diff", "watch"])]
    pub(super) shard: Option<Shard>,
    /// Show how the questions were answered
    #[arg(long, help_heading = "Output")]
    pub(super) statistics: bool,
    #[command(flatten)]
    pub(super) fix: FixArgs,
    /// Show also what is off unless asked for
    #[arg(long, value_enum, help_heading = "Output")]
    pub(super) show: Vec<Show>,
    /// Leave out what this file of known findings holds
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) baseline: Option<PathBuf>,
    /// Report only what involves a change since this branch left REV (git)
    #[arg(long, value_name = "REV", help_heading = "Output")]
    pub(super) since: Option<String>,
    /// The level of a rule, a family (C2xx) or `all`: off, note, warning or error
    #[arg(long = "level", value_name = "RULE=LEVEL", help_heading = "Settings")]
    #[arg(value_parser = super::config::level)]
    pub(super) levels: Vec<(String, Level)>,
    /// The least level that makes the status 1; `error` unless set
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Status")]
    pub(super) fail_on: Option<FailOn>,
    /// Status 0 whatever is found
    #[arg(long, help_heading = "Status")]
    pub(super) exit_zero: bool,
    /// Questions without an answer do not make the status 2
    #[arg(long, help_heading = "Status")]
    pub(super) allow_unknown: bool,
}

/// `comity test`
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    /// How results are written, and into which file instead of standard output; may be repeated
    #[arg(long, short, value_name = "FORMAT[=FILE]", value_parser = OutputParser::<TestFormat>::new())]
    #[arg(help_heading = "Output")]
    pub(super) output: Vec<Output<TestFormat>>,
    /// Write only what is not as it should be
    #[arg(long, short, help_heading = "Output")]
    pub(super) quiet: bool,
}

/// `comity why`
#[derive(Debug, Args)]
pub(super) struct WhyArgs {
    /// Two or more norms (`gdpr.art33`), then files or folders
    #[arg(value_name = "NORM NORM [PATH]", required = true, num_args = 1..)]
    pub(super) about: Vec<String>,
    #[command(flatten)]
    pub(super) input: AskedArgs,
}

/// `comity ask`
#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// A sentence about an act, such as `Provider may disclose(Data, to: Authority) when personal(Data)`
    #[arg(value_name = "QUESTION")]
    pub(super) question: String,
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) input: AskedArgs,
}

/// `comity diff`
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The older text: a file, a folder, or one as it was: `REV:PATH`, as `git show` reads it
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// The newer text: a file, a folder, `REV:PATH`, or `-` for standard input
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// The file name of standard input (`-`)
    #[arg(long, value_name = "PATH", default_value = "stdin.norm", help_heading = "Input")]
    pub(super) stdin_name: String,
    /// Add what this pack or file holds to both texts
    #[arg(long = "use", value_name = "PACK", help_heading = "Input")]
    pub(super) packs: Vec<String>,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    #[command(flatten)]
    pub(super) written: WrittenArgs,
    /// The least level that makes the status 1; `error` unless set
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Status")]
    pub(super) fail_on: Option<FailOn>,
}

/// `comity graph`
#[derive(Debug, Args)]
pub(super) struct GraphArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    /// Read everything that is given as one set
    #[arg(long, help_heading = "Input")]
    pub(super) together: bool,
    /// In which language the picture is written, and into which file instead of standard output; may be repeated
    #[arg(long, short, alias = "format", value_name = "FORMAT[=FILE]", value_parser = OutputParser::<GraphFormat>::new())]
    #[arg(help_heading = "Output")]
    pub(super) output: Vec<Output<GraphFormat>>,
    /// Only this norm, or the norms of this instrument, with what is tied to them; may be repeated
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(super) about: Vec<String>,
    /// Only what is tied by conflicts, or by what is written
    #[arg(long, value_enum, value_name = "TIES", help_heading = "Output")]
    pub(super) only: Option<GraphOnly>,
    /// Draw everything, however much it is
    #[arg(long, help_heading = "Output")]
    pub(super) all: bool,
    /// Questions without an answer do not make the status 2
    #[arg(long, help_heading = "Status")]
    pub(super) allow_unknown: bool,
}

/// `comity fmt`
#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// Files, folders, or `-` for standard input, which is written to standard output
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,
    /// The file name of standard input
    #[arg(long, value_name = "PATH", default_value = "stdin.norm", help_heading = "Input")]
    pub(super) stdin_name: String,
    /// Write no file; list those that would change
    #[arg(long, help_heading = "Output")]
    pub(super) check: bool,
    /// Write no file; show what would change
    #[arg(long, help_heading = "Output")]
    pub(super) diff: bool,
}

/// `comity explain`
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code (C201), a rule's name (duty-against-ban) or a topic (time); none lists them all
    #[arg(value_name = "CODE|TOPIC")]
    pub(super) about: Option<String>,
    /// Write every page
    #[arg(long, conflicts_with = "about")]
    pub(super) all: bool,
}

/// `comity baseline`
#[derive(Debug, Args)]
pub(super) struct BaselineArgs {
    #[command(subcommand)]
    pub(super) action: BaselineAction,
}

/// What to do with the known findings.
#[derive(Debug, Subcommand)]
pub(super) enum BaselineAction {
    /// Write everything that is found now
    Write(Box<KnownArgs>),
    /// Take out what is no longer found
    Prune(Box<KnownArgs>),
}

/// What is looked at for known findings: as much of a check as counts for them.
#[derive(Debug, Args)]
pub(super) struct KnownArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    /// Check everything that is given as one set
    #[arg(long, help_heading = "Input")]
    pub(super) together: bool,
    /// The file of known findings; `comity.baseline` unless the settings name another
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) baseline: Option<PathBuf>,
    /// Show what would be written, and write nothing
    #[arg(long, help_heading = "Output")]
    pub(super) diff: bool,
    /// Check also for what is off unless asked for
    #[arg(long, value_enum, help_heading = "Questions")]
    pub(super) show: Vec<Show>,
    /// The level of a rule, a family (C2xx) or `all`: off, note, warning or error
    #[arg(long = "level", value_name = "RULE=LEVEL", help_heading = "Settings")]
    #[arg(value_parser = super::config::level)]
    pub(super) levels: Vec<(String, Level)>,
    /// Go on where questions have no answer
    #[arg(long, help_heading = "Status")]
    pub(super) allow_unknown: bool,
}

impl KnownArgs {
    /// The check whose findings these are.
    pub(super) fn check(&self) -> CheckArgs {
        CheckArgs {
            input: self.input.clone(),
            settings: self.settings.clone(),
            together: self.together,
            baseline: self.baseline.clone(),
            show: self.show.clone(),
            levels: self.levels.clone(),
            allow_unknown: self.allow_unknown,
            no_repairs: true,
            watch: false,
            output: Vec::new(),
            all: false,
            timings: false,
            shard: None,
            statistics: false,
            fix: FixArgs::default(),
            since: None,
            fail_on: None,
            exit_zero: false,
        }
    }
}

/// `comity merge`
#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The reports of all parts, written by `comity check --shard I/N --output json`
    #[arg(value_name = "REPORT", required = true)]
    pub(super) reports: Vec<PathBuf>,
    /// How the report is written, and into which file instead of standard output; may be repeated
    #[arg(long, short, alias = "format", value_name = "FORMAT[=FILE]", value_parser = OutputParser::<MergeFormat>::new())]
    #[arg(help_heading = "Output")]
    pub(super) output: Vec<Output<MergeFormat>>,
    /// The least level that makes the status 1; as in the parts unless set
    #[arg(long, value_enum, value_name = "LEVEL", help_heading = "Status")]
    pub(super) fail_on: Option<FailOn>,
    /// Status 0 whatever is found
    #[arg(long, help_heading = "Status")]
    pub(super) exit_zero: bool,
    /// Questions without an answer do not make the status 2
    #[arg(long, help_heading = "Status")]
    pub(super) allow_unknown: bool,
}

/// `comity config`
#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    pub(super) action: ConfigAction,
}

/// What to do with the settings.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigAction {
    /// Write the settings that hold, each with where it comes from
    Show(Box<CheckArgs>),
    /// Write the JSON Schema of `comity.toml`
    Schema,
}

/// `comity init`
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The folder; made if it is not there
    #[arg(value_name = "FOLDER", default_value = ".")]
    pub(super) folder: PathBuf,
}

/// `comity completions`
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// `comity man`
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The command (`check`, `baseline write`); without one, the page of Comity itself
    #[arg(value_name = "COMMAND")]
    pub(super) command: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
