//! Kinds, roles and named participants.

use super::Builder;
use super::graph::Graph;
use super::names::Who;
use super::tell::{Resolved, Told};
use super::terms::an;
use crate::diagnostics::Diagnostic;
use crate::model::{Individual, Sort, SortId, SortKind, rules};
use crate::source::Span;
use crate::syntax::ast::{self, ItemKind};
use crate::syntax::limits::MAX_KINDS_DEEP;
use crate::syntax::rules::TOO_DEEP;

/// A kind or role as it is written.
struct Declared<'a> {
    name: &'a ast::Name,
    kind: SortKind,
    written: Vec<&'a ast::Name>,
    /// Places of the parents in the list of all; none where one is missing.
    parents: Vec<usize>,
    sound: bool,
    /// How many sorts lie above it, at most.
    depth: usize,
}

impl<'a> Builder<'a> {
    /// Kinds and roles, then what is said about them, then named participants.
    pub(super) fn sorts(&mut self) {
        let mut declared = self.declared_sorts();
        self.sort_parents(&mut declared);
        let order = self.sort_circles(&mut declared);
        for &at in &order {
            self.check_sort(&mut declared, at);
        }
        self.push_sorts(&declared, &order);
        for item in self.items() {
            if let ItemKind::Disjoint(names) = &item.kind {
                let _told = self.disjoint(names);
            }
        }
        for item in self.items() {
            if let ItemKind::Individual { names, sorts } = &item.kind {
                self.individuals(names, sorts);
            }
        }
    }

    fn declared_sorts(&mut self) -> Vec<Declared<'a>> {
        let (mut declared, items) = (Vec::new(), self.items());
        let mut add = |kind, names: &'a [ast::Name], written: Vec<&'a ast::Name>| {
            for name in names {
                if self.names.who.own(&self.tell, name).is_some() {
                    let written = written.clone();
                    declared.push(Declared {
                        name,
                        kind,
                        written,
                        parents: Vec::new(),
                        sound: !self.names.who.is_doubtful(self.tell.text(name.span)),
                        depth: 0,
                    });
                }
            }
        };
        for item in items {
            match &item.kind {
                ItemKind::Kind { names, parent, .. } => {
                    add(SortKind::Kind, names, parent.iter().collect());
                }
                ItemKind::Role { names, of, .. } => add(SortKind::Role, names, of.iter().collect()),
                _ => {}
            }
        }
        declared
    }

    fn sort_parents(&mut self, declared: &mut [Declared<'a>]) {
        let mut place_of = vec![None; self.names.who.entries.len()];
        for (at, sort) in declared.iter().enumerate() {
            if let Some(place) = self.names.who.own(&self.tell, sort.name) {
                place_of[place] = Some(at);
            }
        }
        for sort in declared {
            for name in sort.written.clone() {
                let place = self.names.who.place(self.tell.text(name.span));
                let parent = place.map(|place| (place, place_of[place]));
                match parent {
                    Some((place, Some(parent))) => {
                        self.names.who.entries[place].used = true;
                        sort.parents.push(parent);
                    }
                    Some((_, None)) => {
                        let text = self.tell.text(name.span);
                        let message =
                            format!("`{text}` is one certain participant, not a kind or role");
                        self.tell.simple(
                            &rules::MISUSED_WORD,
                            message,
                            name.span,
                            "a kind or role belongs here",
                        );
                        sort.sound = false;
                    }
                    None => {
                        self.names.who.unknown(&mut self.tell, name.span);
                        sort.sound = false;
                    }
                }
            }
        }
    }

    /// Tells of circles; gives an order in which parents come first.
    fn sort_circles(&mut self, declared: &mut [Declared<'a>]) -> Vec<usize> {
        let mut graph = Graph::new(declared.len());
        for (at, sort) in declared.iter().enumerate() {
            sort.parents.iter().for_each(|&parent| graph.edge(at, parent, ()));
        }
        for circle in graph.circles() {
            let spans: Vec<Span> = circle.iter().map(|(at, ())| declared[*at].name.span).collect();
            self.circle(&rules::CIRCULAR_KINDS, "is a part of itself", &spans);
        }
        let components = graph.components();
        for group in &components.groups {
            let loops = declared[group[0]].parents.contains(&group[0]);
            if group.len() > 1 || loops {
                group.iter().for_each(|&at| declared[at].sound = false);
            }
        }
        components.groups.concat()
    }

    fn check_sort(&mut self, declared: &mut [Declared<'a>], at: usize) {
        let sort = &declared[at];
        let parents_sound = sort.parents.iter().all(|&parent| declared[parent].sound);
        if !sort.sound || !parents_sound {
            declared[at].sound = false;
            return;
        }
        let depth =
            sort.parents.iter().map(|&parent| declared[parent].depth + 1).max().unwrap_or(0);
        let name = self.tell.text(sort.name.span);
        let role = sort.parents.iter().position(|&p| declared[p].kind == SortKind::Role);
        let result = match (sort.kind, role) {
            (SortKind::Kind, Some(role)) => Err(self.tell.tell(
                Diagnostic::new(
                    &rules::WRONG_SORT,
                    format!("the kind `{name}` cannot be a part of a role"),
                    sort.written[role].span,
                    "is a role, which can be taken up and laid down",
                )
                .help(format!("declare `{name}` with `role`, or name a kind here")),
            )),
            (SortKind::Role, _) if sort.parents.is_empty() => Err(self.tell.simple(
                &rules::WRONG_SORT,
                format!("it is not said who can play the role `{name}`"),
                sort.name.span,
                format!("write `role {name} is KIND`"),
            )),
            _ if depth > MAX_KINDS_DEEP => Err(self.tell.tell(
                Diagnostic::new(
                    &TOO_DEEP,
                    format!("`{name}` has more than {MAX_KINDS_DEEP} kinds above it"),
                    sort.name.span,
                    "too deep",
                )
                .help("leave out kinds in between that no norm, fact or act names"),
            )),
            _ => self.one_top(declared, at),
        };
        (declared[at].sound, declared[at].depth) = (result.is_ok(), depth);
    }

    fn one_top(&mut self, declared: &[Declared<'a>], at: usize) -> Resolved<()> {
        let sort = &declared[at];
        let written: Vec<ast::Name> = sort.written.iter().map(|&&name| name).collect();
        self.tell.once(&written)?;
        let tops: Vec<usize> = sort.parents.iter().map(|&parent| top(declared, parent)).collect();
        let Some(other) = tops.iter().position(|&top| top != tops[0]) else { return Ok(()) };
        let names = [tops[0], tops[other]].map(|top| self.tell.text(declared[top].name.span));
        let [own, first, second] =
            [sort.name, sort.written[0], sort.written[other]].map(|it| self.tell.text(it.span));
        let message = format!("`{own}` cannot be for both: no kind holds `{first}` and `{second}`");
        let help = format!(
            "put them under one: `kind Actor`, then `kind {}, {} is Actor`",
            names[0], names[1]
        );
        Err(self.tell.tell(
            Diagnostic::new(
                &rules::WRONG_SORT,
                message,
                sort.written[other].span,
                "of another top kind",
            )
            .related(declared[tops[other]].name.span, "its top kind")
            .help(help),
        ))
    }

    fn push_sorts(&mut self, declared: &[Declared<'a>], order: &[usize]) {
        let mut ids = vec![SortId(0); declared.len()];
        for (at, sort) in declared.iter().enumerate().filter(|(_, sort)| sort.sound) {
            let name = self.tell.text(sort.name.span);
            let id = self.push_sort(name, sort.kind, sort.name.span);
            self.names.who.settle(&self.tell, sort.name, Who::Sort(id));
            ids[at] = id;
        }
        for &at in order.iter().filter(|&&at| declared[at].sound) {
            let parents = declared[at].parents.iter().map(|&parent| ids[parent]).collect();
            self.set_parents(ids[at], parents);
        }
    }

    /// Adds a sort without parents.
    pub(super) fn push_sort(&mut self, name: &'a str, kind: SortKind, span: Span) -> SortId {
        let id = SortId(self.model.sorts.len() as u32);
        let (parents, ancestors) = (Vec::new(), vec![id]);
        self.names.sort_names.push(name);
        let (name, top, reads) = (name.into(), id, None);
        self.model.sorts.push(Sort {
            name,
            kind,
            parents,
            ancestors,
            top,
            listed: false,
            reads,
            span,
        })
    }

    /// Sets the parents of a sort; theirs are known already.
    pub(super) fn set_parents(&mut self, id: SortId, parents: Vec<SortId>) {
        let sorts = &self.model.sorts;
        if let Some((&first, others)) = parents.split_first() {
            let mut ancestors = sorts[first].ancestors.clone();
            ancestors.retain(|a| others.iter().all(|&o| sorts[o].ancestors.contains(a)));
            ancestors.push(id);
            ancestors.sort_unstable();
            let top = sorts[first].top;
            (self.model.sorts[id].ancestors, self.model.sorts[id].top) = (ancestors, top);
        }
        self.model.sorts[id].parents = parents;
    }

    fn disjoint(&mut self, names: &'a [ast::Name]) -> Resolved<()> {
        let sorts: Vec<_> = names.iter().map(|name| self.sort(None, name)).collect();
        let sorts = sorts.into_iter().collect::<Resolved<Vec<SortId>>>()?;
        for (at, &a) in sorts.iter().enumerate() {
            for (other, &b) in sorts.iter().enumerate().skip(at + 1) {
                let (sub, sup) = if self.model.is_sub(a, b) { (at, other) } else { (other, at) };
                if self.model.is_sub(sorts[sub], sorts[sup]) {
                    let [part, whole] = [sub, sup].map(|n| self.tell.text(names[n].span));
                    let message =
                        format!("every `{part}` is {}: they cannot be disjoint", an(whole));
                    let span = names[other].span;
                    self.tell.simple(&rules::WRONG_SORT, message, span, "cannot be kept apart");
                } else {
                    self.model.disjoint.push((a.min(b), a.max(b)));
                }
            }
        }
        Ok(())
    }

    fn individuals(
        &mut self,
        names: &'a [(ast::Name, Option<ast::Text>)],
        written: &'a [ast::Name],
    ) {
        let sorts: Vec<_> = written.iter().map(|name| self.sort(None, name)).collect();
        let sorts = sorts.into_iter().collect::<Resolved<Vec<SortId>>>();
        let Ok(sorts) = sorts.and_then(|sorts| self.one_person(written, sorts)) else { return };
        let Some(&first) = sorts.first() else { return };
        for (name, title) in names {
            let individual = Individual {
                name: self.tell.text(name.span).into(),
                title: title.as_ref().map(|title| self.quoted(title)),
                sorts: sorts.clone(),
                top: self.model.sorts[first].top,
                span: name.span,
            };
            if self.names.who.own(&self.tell, name).is_some() {
                let id = self.model.individuals.push(individual);
                self.names.who.settle(&self.tell, name, Who::Individual(id));
            }
        }
    }

    /// Checks that somebody can be of all these sorts.
    pub(super) fn one_person(
        &mut self,
        written: &[ast::Name],
        sorts: Vec<SortId>,
    ) -> Resolved<Vec<SortId>> {
        self.tell.once(written)?;
        for (at, &a) in sorts.iter().enumerate() {
            if let Some(other) = (0..at).find(|&other| self.are_disjoint(a, sorts[other])) {
                let names = [other, at].map(|n| self.tell.text(written[n].span));
                let message = format!("nobody is both {} and {}", an(names[0]), an(names[1]));
                let span = written[at].span;
                let label = format!("excludes `{}`", names[0]);
                return Err(self.tell.simple(&rules::WRONG_SORT, message, span, label));
            }
        }
        Ok(sorts)
    }

    /// Tells of a circle: the names in it, each leading to the next and the last to the first.
    pub(super) fn circle(
        &mut self,
        rule: &'static crate::diagnostics::Rule,
        what: &str,
        spans: &[Span],
    ) -> Told {
        let names: Vec<_> =
            spans.iter().map(|&span| format!("`{}`", self.tell.text(span))).collect();
        let first = &names[0];
        let path = format!("{} → {first}", names.join(" → "));
        let message = match spans.len() {
            1 => format!("{first} {what}"),
            _ => format!("{first} {what}: {path}"),
        };
        let diagnostic = Diagnostic::new(rule, message, spans[0], "the circle begins here");
        let others = spans[1..].iter().take(8);
        let diagnostic =
            others.fold(diagnostic, |told, &span| told.related(span, "and runs through this"));
        self.tell.tell(diagnostic.help("break the circle at one of these places"))
    }
}

/// The top kind of a sort whose ancestors are sound.
fn top(declared: &[Declared<'_>], mut at: usize) -> usize {
    while let Some(&parent) = declared[at].parents.first() {
        at = parent;
    }
    at
}
