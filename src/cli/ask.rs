//! `comity ask`

use super::args::{AnswerFormat, AskArgs};
use super::progress::Progress;
use super::terminal::Terminal;
use super::{Problem, Status, check, config, why};
use crate::checks::{AnswerWord, Answered};
use crate::report::{self, Report, Summary};

/// Answers a question about what the norms say.
pub(super) fn run(args: &AskArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    let input = args.input.input(args.paths.clone());
    let config = config::load(&input, &args.input.settings, terminal)?;
    let workspace = check::read(&input, args.input.together, &config)?;
    config::warn_of_unused(&input, &args.input.settings, &config, &workspace, terminal);
    let settings = config.settings();
    let questioned = Progress::during("asking", || workspace.ask(&args.question, &settings));
    let sources = &questioned.sources;
    if !questioned.wrong.is_empty() {
        let summary = Summary::default();
        let report = Report::new(sources, &questioned.wrong, &summary);
        let mut text = String::new();
        report::full::write(&mut text, report, terminal.style).map_err(|_| cannot_draw())?;
        terminal.say_drawn(text.trim_end());
        return Ok(Status::CouldNotCheck);
    }
    let looked = questioned.looked;
    let answers = why::answer(sources, looked.answer, &looked.left_out, terminal)?;
    let style = terminal.style;
    let written = match args.input.written.format {
        AnswerFormat::Full => report::ask::write(terminal, &answers, style),
        AnswerFormat::Json => report::ask::write_json(terminal, &answers),
    };
    written.map_err(|_| cannot_draw())?;
    why::tell_left_out(sources, &looked.left_out, args.input.written.format, "\n", terminal)?;
    let unanswered = |it: &Answered| it.answer == AnswerWord::Unknown;
    Ok(match looked.left_out.counts() || answers.iter().any(unanswered) {
        true => Status::CouldNotCheck,
        false => Status::Clean,
    })
}

fn cannot_draw() -> Problem {
    Problem("an answer cannot be drawn".to_owned())
}
