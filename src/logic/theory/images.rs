//! Deeds that are tied to a deed: by `counts as`, by other rules between acts, and by what is needed.

use crate::logic::Limit;
use crate::logic::ground::acts::Deed;
use crate::logic::ground::query::{Binding, Polarity, Query};
use crate::logic::ground::universe::Node;
use crate::logic::limits::NARROWED;
use crate::logic::theory::Theory;
use crate::model::{Act, ActRule, ActRuleKind, ActionId, Occurrence, RuleId, Term};

/// A deed as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) by: Option<Node>,
    pub(super) args: Vec<Option<Node>>,
}

impl Theory<'_> {
    /// Whether another act needs this one, or one that it counts as or that counts as it.
    fn is_needed(&self, action: ActionId) -> bool {
        self.wider(action).union(self.narrower(action)).any(|&it| {
            let rules = self.rules_of(it).iter().map(|&id| &self.model.rules[id]);
            let needs =
                |rule: &ActRule| rule.kind == ActRuleKind::Needs && rule.right.action() == Some(it);
            rules.into_iter().any(needs)
        })
    }
}

impl Query<'_> {
    /// The deeds of `action` that are tied to a deed, by each way that is known. Participants are open where the
    /// way does not fix them.
    pub(super) fn images(&mut self, deed: &Deed, action: ActionId) -> Result<Vec<Image>, Limit> {
        let mut found = Vec::new();
        let wides = self.widen(deed, Polarity::Positive)?;
        found.extend(
            wides
                .iter()
                .filter(|(wide, _)| wide.action == action)
                .map(|(wide, _)| Image { by: Some(wide.by), args: wide.args.clone() }),
        );
        if action != deed.action && self.theory.narrower(deed.action).contains(&action) {
            let own = Image { by: Some(deed.by), args: deed.args.clone() };
            found.extend(self.narrowed(own, deed.action, action));
        }
        for (wide, _) in &wides {
            for &id in self.theory.rules_of(wide.action) {
                found.extend(self.across(id, wide, action)?);
            }
        }
        // What is needed by what is needed, and so on.
        for done in self.done_or_needed(deed)? {
            if done.action == action {
                found.push(Image { by: Some(done.by), args: done.args });
            }
        }
        // Another act that counts as this one may be what is needed, excluded or ended.
        for &narrow in self.theory.narrower(deed.action).iter().filter(|it| **it != deed.action) {
            let own = Image { by: Some(deed.by), args: deed.args.clone() };
            for image in self.narrowed(own, deed.action, narrow) {
                let narrow = Deed { by: deed.by, action: narrow, args: image.args };
                for &id in self.theory.rules_of(narrow.action) {
                    if self.model.rules[id].kind != ActRuleKind::CountsAs {
                        found.extend(self.across(id, &narrow, action)?);
                    }
                }
            }
        }
        let mut each_once: Vec<Image> = Vec::new();
        for image in found {
            if !each_once.contains(&image) {
                each_once.push(image);
            }
        }
        Ok(each_once)
    }

    /// The deeds of `action` on the other side of a rule.
    fn across(&mut self, id: RuleId, deed: &Deed, action: ActionId) -> Result<Vec<Image>, Limit> {
        let rule = &self.model.rules[id];
        let (
            Act::Do { action: left, args },
            Occurrence::Act { by, action: right, args: right_args },
        ) = (&rule.left, &rule.right)
        else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        let other_bearer = !matches!(by, Term::Var(var) if var.0 == 0);
        if *left == deed.action
            && self.theory.narrower(*right).contains(&action)
            && let Some((binding, _)) = self.fit_pattern(rule, args, deed)
        {
            let by = if other_bearer { self.node(by, &binding) } else { Some(deed.by) };
            let image = Image { by, args: self.image_args(right_args, &binding) };
            found.extend(self.narrowed(image, *right, action));
        }
        if *right == deed.action && self.theory.narrower(*left).contains(&action) {
            let mut binding = Binding::empty(&rule.scope);
            if !other_bearer {
                binding.0[0] = Some(deed.by);
            }
            self.fit_args(&mut binding, right_args, &deed.args);
            let by = if other_bearer { None } else { Some(deed.by) };
            let image = Image { by, args: self.image_args(args, &binding) };
            found.extend(self.narrowed(image, *left, action));
        }
        // What is needed may need more in turn, and what is shut out may be needed: the chain is left open.
        let other = if *left == deed.action { *right } else { *left };
        let goes_on = rule.kind == ActRuleKind::Needs || self.theory.is_needed(other);
        if goes_on && found.is_empty() && self.theory.others_lead(id, other, action) {
            found.push(Image {
                by: None,
                args: vec![None; self.model.actions[action].params.len()],
            });
        }
        Ok(found)
    }

    /// The deeds of `action` that count as a deed of `wide`, by every chain of rules: open where a chain leaves it open.
    fn narrowed(&mut self, deed: Image, wide: ActionId, action: ActionId) -> Vec<Image> {
        let by = deed.by;
        let mut reached = vec![(wide, deed.args)];
        let mut next = 0;
        while let Some((at, args)) = reached.get(next).cloned() {
            next += 1;
            if reached.len() > NARROWED {
                let args = vec![None; self.model.actions[action].params.len()];
                return vec![Image { by, args }];
            }
            for &id in self.theory.rules_naming(at) {
                let rule = &self.model.rules[id];
                let Occurrence::Act { action: right, args: terms, .. } = &rule.right else {
                    continue;
                };
                let Act::Do { action: left, args: own } = &rule.left else { continue };
                let leads = self.theory.narrower(*left).contains(&action);
                if rule.kind != ActRuleKind::CountsAs || *right != at || !leads {
                    continue;
                }
                let mut binding = Binding::empty(&rule.scope);
                binding.0[0] = by;
                self.fit_args(&mut binding, terms, &args);
                let narrower = (*left, self.image_args(own, &binding));
                if !reached.contains(&narrower) {
                    reached.push(narrower);
                }
            }
        }
        let own = reached.into_iter().filter(|(at, _)| *at == action);
        own.map(|(_, args)| Image { by, args }).collect()
    }

    fn image_args(&mut self, terms: &[Term], binding: &Binding) -> Vec<Option<Node>> {
        terms.iter().map(|term| self.node(term, binding)).collect()
    }
}
