//! `comity graph`

use std::fmt::Write;

use super::args::{GraphArgs, GraphOnly};
use super::output::{GraphFormat, outputs, replace_nothing, write_each};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Problem, Status, check, config, files, why};
use crate::checks::{Choice, Graph, Limits, Settings};
use crate::report;
use crate::source::Sources;

/// Draws norms, what is written between them, and what a check finds of them.
pub(super) fn run(args: &GraphArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let outputs = outputs(&args.output)?;
    let config = config::load(&args.input, &args.settings, terminal)?;
    let workspace = check::read(&args.input, args.together, &config)?;
    config::warn_of_unused(&args.input, &args.settings, &config, &workspace, terminal);
    replace_nothing(&outputs, &check::read_files(&workspace, &config))?;
    let settings = Settings {
        threads: args.settings.threads,
        some_files: files::are_some_of_more(&args.input, &config),
        ..config.settings()
    };
    let looked = Progress::during("drawing", || workspace.graph(&choice(args), &settings));
    let sources = workspace.sources();
    let graph = why::answer(sources, looked.answer, &looked.left_out, terminal)?;
    let written = write_each(&outputs, terminal, |mut out, format, _| {
        draw(&mut out, format, sources, &graph)
    });
    if let Some(line) = report::graph::left_out(&graph) {
        terminal.say(&line);
    }
    if let Some(line) = why::told_left_out(sources, &looked.left_out, "the picture") {
        terminal.say(&line);
    }
    let broken = looked.left_out.counts();
    let allowed = args.allow_unknown || config.flag("allow-unknown");
    let unanswered = tell_unanswered(&graph, terminal) && !allowed;
    written?;
    Ok(if broken || unanswered { Status::CouldNotCheck } else { Status::Clean })
}

fn choice(args: &GraphArgs) -> Choice {
    Choice {
        only: args.only.map(GraphOnly::ties),
        about: args.about.clone(),
        limits: (!args.all).then(Limits::default),
    }
}

fn draw(
    out: &mut impl Write,
    format: GraphFormat,
    sources: &Sources,
    graph: &Graph,
) -> Result<(), Problem> {
    let drawn = match format {
        GraphFormat::Mermaid => report::graph::mermaid::write(out, graph),
        GraphFormat::Dot => report::graph::dot::write(out, graph),
        GraphFormat::Json => report::graph::json::write(out, sources, graph),
    };
    drawn.map_err(|_| Problem("the picture cannot be drawn".to_owned()))
}

/// Says that conflicts may be missing, where they may.
fn tell_unanswered(graph: &Graph, terminal: &mut Terminal) -> bool {
    let questions = match graph.unknowns.len() {
        0 => return false,
        1 => "1 question has no answer".to_owned(),
        count => format!("{count} questions have no answer"),
    };
    terminal.say(&format!("{questions}, and conflicts may be missing (`comity check` tells more)"));
    true
}
