//! `comity explain`

use std::fmt::Write;

use super::args::ExplainArgs;
use super::markdown;
use super::terminal::Terminal;
use super::topics::{self, TOPICS};
use super::{Problem, Status};
use crate::checks;
use crate::diagnostics::Rule;
use crate::driver::nearest;

/// Writes a page, all pages, or what pages there are.
pub(super) fn run(args: &ExplainArgs, terminal: &mut Terminal) -> Result<Status, Problem> {
    match &args.about {
        Some(about) => {
            let page = page(about).ok_or_else(|| unknown(about))?;
            show(page, terminal)
        }
        None if args.all => {
            let rules = checks::rules();
            let pages =
                TOPICS.iter().map(|topic| topic.page).chain(rules.iter().map(|rule| rule.page));
            for (index, page) in pages.enumerate() {
                if index > 0 {
                    write(terminal, "\n\n")?;
                }
                show(page, terminal)?;
            }
            Ok(Status::Clean)
        }
        None => list(terminal),
    }
}

fn page(about: &str) -> Option<&'static str> {
    let topic = topics::find(about).map(|topic| topic.page);
    let rule = || {
        let rules = checks::rules();
        let rule = rules.iter().find(|rule| {
            rule.code.eq_ignore_ascii_case(about) || rule.name.eq_ignore_ascii_case(about)
        });
        rule.map(|rule| rule.page)
    };
    topic.or_else(rule)
}

fn show(page: &str, terminal: &mut Terminal) -> Result<Status, Problem> {
    let text = markdown::render(page, terminal.style.color, terminal.style.width);
    write(terminal, &text)?;
    Ok(Status::Clean)
}

fn list(terminal: &mut Terminal) -> Result<Status, Problem> {
    let head = terminal.bold("Topics");
    write(terminal, &format!("{head}\n\n"))?;
    let widest = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or(0);
    for topic in TOPICS {
        write(terminal, &format!("  {:widest$}  {}\n", topic.name, topic.summary))?;
    }
    let head = terminal.bold("Rules");
    write(terminal, &format!("\n{head}\n\n"))?;
    for rule in checks::rules() {
        write(terminal, &format!("  {}  {}\n", rule.code, rule.summary))?;
    }
    Ok(Status::Clean)
}

fn unknown(about: &str) -> Problem {
    let rules = checks::rules();
    let names = rules.iter().flat_map(|rule| [rule.code, rule.name]);
    let names = names.chain(TOPICS.iter().map(|topic| topic.name));
    // A code of which the end is missing.
    let begins = |rule: &&&Rule| {
        let start = rule.code.get(..about.len());
        about.len() > 1 && start.is_some_and(|start| start.eq_ignore_ascii_case(about))
    };
    let begun = rules.iter().find(begins).map(|rule| rule.code);
    let advice = match begun.or_else(|| nearest(about, names)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`comity explain` lists what there is".to_owned(),
    };
    Problem(format!("there is no rule or topic `{about}`: {advice}"))
}

fn write(terminal: &mut Terminal, text: &str) -> Result<(), Problem> {
    terminal.write_str(text).map_err(|_| Problem("a page cannot be written".to_owned()))
}
