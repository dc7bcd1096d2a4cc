//! The examples of topics and of the tutorial do what the text around them says.

use std::collections::BTreeSet;
use std::fs;

use comity::checks::Settings;
use comity::cli::topics::TOPICS;

use crate::fixtures::{root, settings};
use crate::memory::Files;

/// A suite that runs nothing must not pass.
const BLOCKS_AT_LEAST: usize = 30;

/// A fenced example in a page.
pub(crate) struct Block {
    /// What stands behind `norm,`.
    pub(crate) tags: Vec<String>,
    pub(crate) text: String,
}

/// The fenced examples of a page that are in the language.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let text: Vec<_> = lines.by_ref().take_while(|line| *line != "```").collect();
        if let Some(tags) = info.strip_prefix("norm") {
            let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let tags = tags.map(str::to_owned).collect();
            blocks.push(Block { tags, text: text.join("\n") + "\n" });
        }
    }
    blocks
}

#[test]
fn the_examples_of_topics_do_what_the_topics_say() {
    let tutorial = fs::read_to_string(root().join("examples/README.md")).expect("it is there");
    let pages = TOPICS.iter().map(|topic| (topic.name, topic.page));
    let pages = pages.chain([("examples/README.md", tutorial.as_str())]);
    let (mut wrong, mut run) = (Vec::new(), 0);
    for (name, page) in pages {
        for (at, block) in blocks(page).iter().enumerate() {
            if !block.tags.iter().any(|tag| tag == "fragment") {
                let place = format!("{name}, example {}", at + 1);
                wrong.extend(run_one(block).err().map(|why| format!("{place}: {why}")));
                run += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n{} of {run} fail", wrong.join("\n"), wrong.len());
    assert!(run >= BLOCKS_AT_LEAST, "only {run} examples were run");
}

/// `UPDATE=1 cargo test` writes the reports anew; read them before you commit them.
#[test]
fn reports_in_the_tutorial_are_as_written() {
    let path = root().join("examples/README.md");
    let page = fs::read_to_string(&path).expect("it is there").replace("\r\n", "\n");
    let current = with_reports(&page);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &current).expect("the repository can be written");
    } else {
        assert!(page == current, "the tutorial should read:\n{current}");
    }
    assert!(current.contains("```text\nwarning[C205]"), "a report is shown");
}

/// The page with each `text` block replaced by the report on the example before it.
fn with_reports(page: &str) -> String {
    let mut out = String::new();
    let mut example = String::new();
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        out.push_str(line);
        if line.starts_with("```norm") {
            example = lines.by_ref().take_while(|line| *line != "```\n").collect();
            out += &format!("{example}```\n");
        } else if line == "```text\n" {
            lines.by_ref().take_while(|line| *line != "```\n").for_each(drop);
            let report = Files::new("draft.norm", &example).rendered(&settings(&example));
            out += &format!("{}\n```\n", report.trim_end());
        }
    }
    out
}

/// `triggers,C201,C301` gives exactly these codes, `clean` none, and a block without a tag no error about its text
/// or its words. Expectations hold in all of them.
fn run_one(block: &Block) -> Result<(), String> {
    let files = Files::new("main.norm", &block.text);
    let settings = settings(&block.text);
    let codes: BTreeSet<_> = files.codes(&settings).into_iter().collect();
    let right = match block.tags.first().map(String::as_str) {
        None => !codes.iter().any(|code| code.starts_with("C0") || code.starts_with("C1")),
        Some("clean") => codes.is_empty(),
        Some("triggers") => codes == block.tags[1..].iter().cloned().collect(),
        Some(tag) => return Err(format!("nobody knows the tag `{tag}`")),
    };
    if !right {
        let drawn = files.rendered(&settings);
        return Err(format!("gives {codes:?}\n{}\n{drawn}", block.text));
    }
    failures(&files, &settings)
}

fn failures(files: &Files, settings: &Settings) -> Result<(), String> {
    match files.test(settings).diagnostics.is_empty() {
        true => Ok(()),
        false => Err(format!("expects what does not hold\n{}", files.rendered_test(settings))),
    }
}
