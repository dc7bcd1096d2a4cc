//! Flags that several commands share.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;

use super::values::{AnswerFormat, Color, day, threads, width};
use crate::model::Day;

/// Where norms come from.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct InputArgs {
    /// Files, folders, or `-` for standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(in crate::cli) paths: Vec<PathBuf>,
    /// The file name of standard input, for findings and for what it `use`s
    #[arg(long, value_name = "PATH", default_value = "stdin.norm", help_heading = "Input")]
    pub(in crate::cli) stdin_name: String,
    /// Add what this pack or file holds to every set
    #[arg(long = "use", value_name = "PACK", help_heading = "Input")]
    pub(in crate::cli) packs: Vec<String>,
}

/// What is asked.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct SettingsArgs {
    /// Only what is found on this day
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "Questions")]
    pub(in crate::cli) on: Option<Day>,
    /// Measure against the principles of this profile only, or of `all` profiles
    #[arg(long, value_name = "NAME", help_heading = "Questions")]
    pub(in crate::cli) profile: Option<String>,
    /// Work on so many threads, instead of one for each processor
    #[arg(long, value_name = "NUMBER", help_heading = "Questions", hide_short_help = true)]
    #[arg(value_parser = threads)]
    pub(in crate::cli) threads: Option<NonZeroUsize>,
    /// Treat this proposed instrument as in force
    #[arg(long, value_name = "INSTRUMENT", help_heading = "Questions")]
    pub(in crate::cli) with: Vec<String>,
    /// The file of settings, instead of the nearest `comity.toml`
    #[arg(long, value_name = "FILE", help_heading = "Settings")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Read no file of settings
    #[arg(long, conflicts_with = "config", help_heading = "Settings")]
    pub(in crate::cli) no_config: bool,
}

/// What is mended.
#[derive(Debug, Default, Args)]
pub(in crate::cli) struct FixArgs {
    /// Write the fixes that keep the meaning: the spelling of signs, an `allow` that is not needed
    #[arg(long, help_heading = "Fixes")]
    pub(in crate::cli) fix: bool,
    /// Write one verified repair for each finding, too; somebody must look at them
    #[arg(long, help_heading = "Fixes")]
    pub(in crate::cli) unsafe_fixes: bool,
    /// Show what would be written, and write nothing
    #[arg(long, help_heading = "Fixes")]
    pub(in crate::cli) diff: bool,
}

impl FixArgs {
    /// Whether anything is to be mended.
    pub(in crate::cli) fn are_asked_for(&self) -> bool {
        self.fix || self.unsafe_fixes || self.diff
    }
}

/// How to write.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct OutputArgs {
    /// Colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    #[arg(help_heading = "Output")]
    pub(in crate::cli) color: Color,
    /// Draw with ASCII characters only
    #[arg(long, global = true, help_heading = "Output")]
    pub(in crate::cli) ascii: bool,
    /// Width of lines, instead of the terminal's
    #[arg(long, value_name = "COLUMNS", global = true, help_heading = "Output")]
    #[arg(value_parser = width)]
    pub(in crate::cli) width: Option<u16>,
}

/// What questions about norms share.
#[derive(Debug, Args)]
pub(in crate::cli) struct AskedArgs {
    /// The file name of standard input (`-`)
    #[arg(long, value_name = "PATH", default_value = "stdin.norm", help_heading = "Input")]
    pub(in crate::cli) stdin_name: String,
    /// Add what this pack or file holds to every set
    #[arg(long = "use", value_name = "PACK", help_heading = "Input")]
    pub(in crate::cli) packs: Vec<String>,
    /// Read everything that is given as one set
    #[arg(long, help_heading = "Input")]
    pub(in crate::cli) together: bool,
    #[command(flatten)]
    pub(in crate::cli) settings: SettingsArgs,
    #[command(flatten)]
    pub(in crate::cli) written: WrittenArgs,
}

/// How an answer is written.
#[derive(Args, Clone, Copy, Debug)]
pub(in crate::cli) struct WrittenArgs {
    /// How the answer is written
    #[arg(
        long,
        short = 'o',
        alias = "output",
        value_enum,
        default_value_t,
        help_heading = "Output"
    )]
    pub(in crate::cli) format: AnswerFormat,
}

impl AskedArgs {
    /// Where norms come from; the working folder, where no path is given.
    pub(in crate::cli) fn input(&self, mut paths: Vec<PathBuf>) -> InputArgs {
        if paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        InputArgs { paths, stdin_name: self.stdin_name.clone(), packs: self.packs.clone() }
    }
}
