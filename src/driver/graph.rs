//! The picture of a workspace.

use std::collections::BTreeSet;

use super::look::Looked;
use super::nearest::nearest;
use super::workspace::Workspace;
use crate::checks::{Choice, Graph, Only, Settings, Sketch, Unknown};
use crate::diagnostics::Diagnostic;
use crate::model::Model;

impl Workspace<'_> {
    /// The norms of all sets with their relations, and with what a check finds of them: what is allowed or off is not
    /// drawn, but for clashes that precedence settles. Nothing is asked where only relations are to be drawn.
    ///
    /// ```
    /// use comity::checks::{Choice, Settings, TieKind};
    /// use comity::driver::{Bundled, Input, Workspace};
    ///
    /// let text = "kind Member\n\
    ///             action vote\n\
    ///             norm attend { Member must vote }\n\
    ///             norm abstain { Member must not vote }\n";
    /// let mut workspace = Workspace::new(&Bundled);
    /// workspace.add_set(vec![Input::text("bylaws.norm", text)]);
    /// let graph = workspace.graph(&Choice::default(), &Settings::default()).answer.expect("it is asked of what is there");
    /// assert_eq!(graph.norms.len(), 2);
    /// assert_eq!(graph.ties[0].kind, TieKind::Conflict);
    /// ```
    pub fn graph(&self, choice: &Choice, settings: &Settings) -> Looked<Graph> {
        let (models, diagnostics) = self.sound_models(settings);
        let problems = super::run::problems(&models, settings);
        let answer = match problems.is_empty() {
            true => self.drawn(&models, choice, settings),
            false => Err(problems.join("; ")),
        };
        self.looked(answer, diagnostics)
    }

    fn drawn(
        &self,
        models: &[Model],
        choice: &Choice,
        settings: &Settings,
    ) -> Result<Graph, String> {
        let (found, unknowns) = match choice.only {
            Some(Only::Relations) => Default::default(),
            _ => self.found_for_graph(settings),
        };
        let mut sketch = Sketch::default();
        for (place, model) in models.iter().enumerate() {
            let own = found.iter().filter(|it| it.evidence.set == place);
            sketch.draw(&self.sources, model, own);
        }
        let graph = sketch.finish(unknowns);
        let names = names(&graph);
        graph.chosen(choice).map_err(|name| nobody(&name, &names))
    }

    fn found_for_graph(&self, settings: &Settings) -> (Vec<Diagnostic>, Vec<Unknown>) {
        let settings = Settings { without_repairs: true, ..settings.clone() };
        let outcome = self.check(&settings.with_settled());
        (outcome.diagnostics, outcome.unknowns)
    }
}

/// By what norms and instruments can be asked for.
fn names(graph: &Graph) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = graph.instruments.iter().map(|it| it.name.clone()).collect();
    for norm in &graph.norms {
        names.insert(norm.name.clone());
        names.extend(
            norm.instrument.map(|it| format!("{}.{}", graph.instruments[it].name, norm.name)),
        );
    }
    names
}

fn nobody(name: &str, known: &BTreeSet<String>) -> String {
    let advice = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a norm is named as `instrument.norm`, or by its own name".to_owned(),
    };
    format!("there is no norm or instrument `{name}` to draw: {advice}")
}
