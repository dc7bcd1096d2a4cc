//! `comity diff`

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::{AnswerFormat, DiffArgs, InputArgs};
use super::files::Set;
use super::progress::Progress;
use super::revision::{self, Revisions};
use super::terminal::Terminal;
use super::{Problem, Status, check, config, files, why};
use crate::checks::{Differences, Settings};
use crate::diagnostics::Level;
use crate::driver::config::Config;
use crate::driver::{Input, Looked, Workspace};
use crate::report;
use crate::report::diff::Folder;

/// Holds a newer text against an older one.
pub(super) fn run(args: &DiffArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    files::once_at_most(&[args.old.clone(), args.new.clone()])?;
    // The settings are those of the newer text, or of the working folder.
    let here = PathBuf::from(".");
    let newer = if revision::is_in_one(&args.new) { &here } else { &args.new };
    let config = config::load(&input(args, newer), &args.settings, terminal)?;
    let added = check::added(&config)?;
    let texts = [text(args, &args.old, &config)?, text(args, &args.new, &config)?];
    let settings = config.settings();
    let Compared { workspace, folders, looked } =
        Progress::during("comparing", || compare(texts, added.as_ref(), &settings));
    let sources = workspace.sources();
    let found = why::answer(sources, looked.answer, &looked.left_out, terminal)?;
    let found: Vec<(Option<&Folder>, &Differences)> =
        folders.iter().map(Option::as_ref).zip(&found).collect();
    let style = terminal.style;
    let written = match args.written.format {
        AnswerFormat::Full => {
            let in_part = looked.left_out.counts();
            report::diff::write(terminal, sources, &found, in_part, style)
        }
        AnswerFormat::Json => report::diff::write_json(terminal, sources, &found),
    };
    written.map_err(|_| Problem("an answer cannot be drawn".to_owned()))?;
    why::tell_left_out(sources, &looked.left_out, args.written.format, "\n", terminal)?;
    Ok(status(args, &config, &found, looked.left_out.counts()))
}

fn input(args: &DiffArgs, path: &Path) -> InputArgs {
    InputArgs {
        paths: vec![path.to_owned()],
        stdin_name: args.stdin_name.clone(),
        packs: args.packs.clone(),
    }
}

/// A text: its files by the folder in which they stand, as seen from the path that is given.
type Text = BTreeMap<String, Set>;

fn text(args: &DiffArgs, path: &Path, config: &Config) -> Result<Text, Problem> {
    let (set, top) = match revision::set(path) {
        Some(set) => (set?, path.to_string_lossy().into_owned()),
        None => {
            let sets = files::sets(&input(args, path), config)?;
            (sets.into_iter().flatten().collect::<Set>(), files::name(path))
        }
    };
    let mut text = Text::new();
    for file in set {
        let below = file.name.strip_prefix(&top).unwrap_or_default().trim_start_matches('/');
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        text.entry(folder).or_default().push(file);
    }
    Ok(text)
}

/// What came of holding two texts against each other.
struct Compared {
    workspace: Workspace<'static>,
    /// Of each difference, the folder that it is about; none where the texts are one set each.
    folders: Vec<Option<Folder>>,
    looked: Looked<Vec<Differences>>,
}

/// A folder is one text, unless folders in it are sets that cannot be read as one, as they declare the same names.
fn compare(texts: [Text; 2], added: Option<&Input>, settings: &Settings) -> Compared {
    let whole = |text: &Text| text.values().flatten().cloned().collect::<Set>();
    let workspace = workspace(texts.iter().map(whole), added);
    let looked = workspace.diff_each(settings);
    let together = Compared { workspace, folders: vec![None], looked };
    let errors = |it: &Compared| it.looked.left_out.diagnostics.len();
    if errors(&together) == 0 || texts.iter().all(|text| text.len() < 2) {
        return together;
    }
    let apart = by_folder(texts, added, settings);
    if errors(&apart) < errors(&together) { apart } else { together }
}

/// Each folder is held against the one of the same path; one that stands alone, against nothing.
fn by_folder(texts: [Text; 2], added: Option<&Input>, settings: &Settings) -> Compared {
    let [mut older, mut newer] = texts;
    let paths: BTreeSet<String> = older.keys().chain(newer.keys()).cloned().collect();
    let (mut folders, mut sets) = (Vec::new(), Vec::new());
    for path in paths {
        let pair = [older.remove(&path), newer.remove(&path)];
        let only_in = match &pair {
            [Some(_), None] => Some("older"),
            [None, Some(_)] => Some("newer"),
            _ => None,
        };
        sets.extend(pair.map(Option::unwrap_or_default));
        folders.push(Some(Folder { path, only_in }));
    }
    let workspace = workspace(sets.into_iter(), added);
    let looked = workspace.diff_each(settings);
    Compared { workspace, folders, looked }
}

fn workspace(sets: impl Iterator<Item = Set>, added: Option<&Input>) -> Workspace<'static> {
    let mut workspace = Workspace::new(&Revisions);
    for set in sets {
        workspace.add_set(set.into_iter().chain(added.cloned()).collect());
    }
    workspace
}

fn status(
    args: &DiffArgs,
    config: &Config,
    found: &[(Option<&Folder>, &Differences)],
    broken: bool,
) -> Status {
    let is_open = found.iter().any(|(_, it)| !it.unknowns.is_empty());
    let unanswered = is_open && !config.flag("allow-unknown");
    let least = args.fail_on.map_or(Level::Error, |level| level.level());
    let mut statements = found.iter().flat_map(|(_, it)| &it.statements);
    match statements.any(|it| it.level >= least) {
        _ if broken || unanswered => Status::CouldNotCheck,
        true => Status::Findings,
        false => Status::Clean,
    }
}
