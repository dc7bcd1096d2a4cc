//! Sets of files in memory: one text whose lines `// file: NAME` begin further files.

use std::collections::BTreeMap;

use comity::checks::Settings;
use comity::driver::{Content, Input, Loader, Outcome, Tested, Workspace, candidates};
use comity::report::full::{self, Style};
use comity::report::{Counts, Report, Summary};

/// A text cut into its files. The first part has the name that is given.
pub(crate) struct Files {
    main: String,
    texts: BTreeMap<String, String>,
}

impl Files {
    pub(crate) fn new(main: &str, text: &str) -> Self {
        let mut name = main.to_owned();
        let mut texts = BTreeMap::from([(name.clone(), String::new())]);
        for line in text.split_inclusive('\n') {
            if let Some(next) = line.trim_end().strip_prefix("// file: ") {
                name = next.to_owned();
                texts.insert(name.clone(), String::new());
            } else if let Some(text) = texts.get_mut(&name) {
                text.push_str(line);
            }
        }
        Files { main: main.to_owned(), texts }
    }

    /// Writes at the end of the first file.
    pub(crate) fn append(&mut self, text: &str) {
        self.texts.get_mut(&self.main).expect("the first file").push_str(text);
    }

    /// The files with their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    pub(crate) fn check<T>(
        &self,
        settings: &Settings,
        look: impl FnOnce(&Workspace<'_>, Outcome) -> T,
    ) -> T {
        let mut workspace = Workspace::new(self);
        workspace.add_set(vec![self.input()]);
        let outcome = workspace.check(settings);
        look(&workspace, outcome)
    }

    pub(crate) fn test(&self, settings: &Settings) -> Tested {
        let mut workspace = Workspace::new(self);
        workspace.add_tested(vec![self.input()], None);
        workspace.test(settings)
    }

    /// Codes of all findings, sorted; a query without an answer is `unknown`.
    pub(crate) fn codes(&self, settings: &Settings) -> Vec<String> {
        self.check(settings, |_, outcome| {
            let found = outcome.diagnostics.iter().map(|found| found.rule.code.to_owned());
            found.chain(outcome.unknowns.iter().map(|_| "unknown".to_owned())).collect()
        })
    }

    /// What `comity check` writes.
    pub(crate) fn rendered(&self, settings: &Settings) -> String {
        self.check(settings, |workspace, outcome| {
            let report = outcome.report(workspace.sources());
            draw(report)
        })
    }

    /// What `comity test` writes about expectations that fail.
    pub(crate) fn rendered_test(&self, settings: &Settings) -> String {
        let mut workspace = Workspace::new(self);
        workspace.add_tested(vec![self.input()], None);
        let tested = workspace.test(settings);
        let counts = Counts::of(&tested.diagnostics);
        let mut summary = Summary::default();
        summary.counts = counts;
        draw(Report::new(workspace.sources(), &tested.diagnostics, &summary))
    }

    fn input(&self) -> Input {
        Input { name: self.main.clone(), content: self.read(&self.main) }
    }
}

impl Loader for Files {
    fn resolve(&self, from: &str, path: &str) -> Option<String> {
        let folder = from.rsplit_once('/').map(|(folder, _)| format!("{folder}/"));
        let folder = folder.unwrap_or_default();
        let mut names = candidates(path).into_iter();
        names.find_map(|name| {
            let beside = format!("{folder}{name}");
            [beside, name].into_iter().find(|name| self.texts.contains_key(name))
        })
    }

    fn read(&self, name: &str) -> Content {
        Content::Text(self.texts[name].clone())
    }

    fn nearby(&self, _from: &str) -> Vec<String> {
        self.texts.keys().map(|name| name.trim_end_matches(".norm").to_owned()).collect()
    }
}

/// What `comity check` writes of a report.
pub(crate) fn draw(report: Report<'_>) -> String {
    let mut out = String::new();
    full::write(&mut out, report, Style::default()).expect("a string takes everything");
    out
}
