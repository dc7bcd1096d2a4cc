//! Norms whose bearer acts upon itself, since one name stands twice for one participant.

use super::Builder;
use crate::diagnostics::Diagnostic;
use crate::model::{Act, Norm, Term, rules};

impl Builder<'_> {
    /// Tells of acts of which the bearer's own sort is a participant, without a name that says who is meant.
    pub(super) fn reflexive(&mut self) {
        self.tell_of_norms(Self::upon_itself);
    }

    /// Tells what is found of each norm.
    pub(super) fn tell_of_norms(&mut self, look: impl Fn(&Self, &Norm) -> Option<Diagnostic>) {
        let found: Vec<_> = self.model.norms.values().filter_map(|norm| look(self, norm)).collect();
        for told in found {
            self.tell.tell(told);
        }
    }

    fn upon_itself(&self, norm: &Norm) -> Option<Diagnostic> {
        let Term::Var(bearer) = norm.bearer else { return None };
        let name = &*norm.scope[bearer].name;
        let named = |act: &Act| match act {
            Act::Do { args, .. } => args.contains(&norm.bearer),
            Act::Legislate { .. } => false,
        };
        // `bearer` says that this is meant; so does a name that the author gave.
        let is_sort =
            norm.scope[bearer].sorts.iter().any(|&it| *self.model.sorts[it].name == *name)
                || name == "Party";
        let mut words =
            self.tell.text(norm.act_span).split(|c: char| !c.is_alphanumeric() && c != '_');
        if !norm.acts.iter().any(named) || !is_sort || !words.any(|word| word == name) {
            return None;
        }
        let message = format!("`{}` binds each {name} towards itself", norm.name);
        let label = format!("`{name}` here is the {name} that bears the norm");
        let help = format!(
            "for another one, give it a name: `{name} other`; for this very one, write `bearer`"
        );
        Some(Diagnostic::new(&rules::ACTS_ON_ITSELF, message, norm.act_span, label).help(help))
    }
}
