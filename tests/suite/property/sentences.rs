//! The sentences of a random set: bearers, acts, times and conditions.

use super::generate::Writer;
use super::set::Norm;

/// Whom a norm has named so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    pub(super) orgs: Vec<String>,
    pub(super) data: Vec<String>,
    /// In an `unless` or a definition new names may come up.
    pub(super) fresh: bool,
}

impl Writer {
    pub(super) fn bearer(&mut self, named: &mut Named, treaty: bool) -> String {
        let mut all = vec!["Org", "Org"];
        if self.has("roles") {
            all.extend(["Keeper", "Sender", "Keeper", "Sender", "Keeper or Sender"]);
        }
        if self.has("parties") {
            all.extend(["State", "State", "State a"]);
        }
        if treaty {
            all.extend(["Party", "Party"]);
        }
        if self.has("individuals") && self.random.chance(30) {
            all.push("ada");
        }
        if self.has("chains") && self.random.chance(50) {
            all.push("Data.owner");
        }
        let bearer = self.pick(&all);
        let own = match bearer.as_str() {
            "Keeper or Sender" | "Data.owner" => "bearer",
            "State a" => "a",
            other => other,
        };
        named.orgs.push(own.to_owned());
        if bearer == "Data.owner" {
            named.data.push("Data".to_owned());
        }
        bearer
    }

    pub(super) fn modal(&mut self) -> String {
        let mut all = vec!["must", "must", "must not", "must not"];
        if self.has("permissions") {
            all.extend(["may", "may", "need not"]);
        }
        if self.has("recommendations") {
            all.extend(["should", "should not"]);
        }
        if self.has("powers") {
            all.extend(["has power to", "has no power to", "has sole power to"]);
        }
        self.pick(&all)
    }

    pub(super) fn acts(&mut self, modal: &str, named: &mut Named) -> String {
        let duty = modal == "must" || modal == "should";
        let first = self.act(named, duty);
        if self.has("alternatives") && self.random.chance(25) {
            let second = self.act(&mut named.clone(), duty);
            let join = if duty && self.random.chance(30) { "and" } else { "or" };
            if second != first && !second.contains("some") && !first.contains("some") {
                return format!("{first} {join} {second}");
            }
        }
        first
    }

    /// An act that makes law.
    pub(super) fn law(&mut self, named: &mut Named) -> String {
        let verb = self.pick(&["require", "forbid", "permit"]);
        let act = self.pick(&["keep(Data)", "keep(Data)", "wipe(Data)", "halt"]);
        let case = self.pick(&["", "", "", " when war", " when trusted(o)"]);
        named.orgs.push("o".into());
        named.data.retain(|name| name == "Data" && act.contains("Data"));
        format!("{verb} (Org o to {act}{case})")
    }

    pub(super) fn act(&mut self, named: &mut Named, duty: bool) -> String {
        let data = match named.data.first() {
            Some(known) => known.clone(),
            None => self.data(),
        };
        let act = match self.random.below(10) {
            0..4 => format!("keep({data})"),
            4..6 => format!("wipe({data})"),
            6..9 => {
                let to = self.addressee(named, duty);
                format!("send({data}{to})")
            }
            _ => return "halt".to_owned(),
        };
        if !named.data.contains(&data) {
            named.data.push(data);
        }
        act
    }

    fn data(&mut self) -> String {
        if self.has("roles") && self.random.chance(25) { "Secret".into() } else { "Data".into() }
    }

    fn addressee(&mut self, named: &mut Named, duty: bool) -> String {
        let known = |name: &str| named.orgs.iter().any(|it| it == name);
        let mut all = vec![if known("Org") { "Org o" } else { "Org" }];
        if self.has("any") {
            all.extend(["any Org o", ""]);
        }
        if self.has("some") && duty {
            all.push("some Org");
        }
        if self.has("fewer") && self.has("roles") {
            all.extend(if duty { ["some Keeper", "some Sender"] } else { ["Org o", "Org o"] });
            if !known("Keeper") {
                all.push("Keeper");
            }
        }
        if self.has("individuals") {
            all.push("ada");
        }
        if self.has("parties") && !known("State") {
            all.push("State");
        }
        if known("o") {
            all = vec!["o"];
        }
        if self.random.chance(5) {
            all = vec!["bearer"];
        }
        let to = self.pick(&all);
        match to.as_str() {
            "Org o" | "any Org o" => named.orgs.push("o".into()),
            "Org" | "State" | "Keeper" => named.orgs.push(to.clone()),
            _ => {}
        }
        if to.is_empty() { String::new() } else { format!(", to: {to}") }
    }

    pub(super) fn time(&mut self, norm: &mut Norm, named: &mut Named, duty: bool) {
        let two = self.random.chance(20);
        if duty && self.has("recurring") && self.random.chance(40) {
            norm.time = vec![self.pick(&[
                "every 1 day",
                "every 2 days from dawn",
                "every 1 day from dawn",
            ])];
            return;
        }
        let mut clauses = vec![self.clause(named, duty)];
        if two {
            clauses.push(self.clause(named, duty));
            norm.join = if self.random.chance(75) { " and " } else { " or " };
        }
        norm.time = clauses;
    }

    pub(super) fn clause(&mut self, named: &mut Named, duty: bool) -> String {
        let length = self.length(named);
        let kinds: &[&str] = match duty {
            true => &[
                "within", "within", "before", "until", "from", "earlier", "later", "least", "for",
                "all",
            ],
            false => &["within", "before", "until", "from", "earlier", "later", "for", "for"],
        };
        let kind = self.pick(kinds);
        let point = self.point(named, kind != "least" && kind != "within");
        match kind.as_str() {
            "within" => format!("within {length} of {point}"),
            "before" => format!("before {point}"),
            "until" => format!("until {point}"),
            "from" => format!("from {point}"),
            "earlier" => format!("no earlier than {point}"),
            "later" => format!("no later than {point}"),
            "least" => format!("at least {length} before {point}"),
            "for" => format!("for {length} after {point}"),
            _ => "at all times".to_owned(),
        }
    }

    fn length(&mut self, named: &Named) -> String {
        if self.has("varying") && self.random.chance(40) {
            let mut all = vec!["1 month", "2 working days", "1 year"];
            let term = named.data.first().map(|data| format!("{data}.term"));
            all.extend(term.as_deref());
            return self.pick(&all);
        }
        self.pick(&["1 day", "2 days", "36 hours", "72 hours"])
    }

    fn point(&mut self, named: &mut Named, shifted: bool) -> String {
        if self.has("owners") && self.has("chains") && self.random.chance(30) {
            let data = named.data.first().cloned().unwrap_or_else(|| "Data".into());
            named.data.push(data.clone());
            let act = self.pick(&["keep", "wipe"]);
            return format!("{act}({data}) by {data}.owner");
        }
        let base = match self.random.below(10) {
            0..2 => self.pick(&["2026-01-06", "2026-01-07"]),
            2..6 if self.has("others") && !named.data.iter().any(|it| it == "d") => {
                named.data.push("d".into());
                return self.pick(&[
                    "keep(Data d)",
                    "keep(Data d)",
                    "wipe(Data d)",
                    "send(Data d, to: bearer)",
                    "keep(Data d) by any Org p",
                    "wipe(Data d) by any Org p",
                ]);
            }
            2..4 if self.has("anchors") => {
                let act = self.act(named, false);
                return if act.contains("some") { "dawn".to_owned() } else { act };
            }
            4 if self.has("varying") && !named.data.is_empty() => format!("{}.due", named.data[0]),
            _ => self.event(named),
        };
        if shifted && self.random.chance(20) {
            let side = self.pick(&["after", "before"]);
            let length = self.length(named);
            return format!("{length} {side} {base}");
        }
        base
    }

    fn event(&mut self, named: &mut Named) -> String {
        let org = named.orgs.first().cloned().unwrap_or_else(|| "bearer".into());
        if named.data.is_empty() && self.random.chance(30) {
            named.data.push("Data".into());
        }
        match (self.random.below(4), named.data.first()) {
            (0, Some(data)) => format!("leak({data})"),
            (1, Some(data)) => format!("claim({org}, {data})"),
            (2, _) => format!("alarm({})", self.one(&named.orgs.clone())),
            _ => "dawn".to_owned(),
        }
    }

    /// A condition, often negated, sometimes of two parts.
    pub(super) fn literal(&mut self, named: &mut Named, place: usize) -> String {
        if named.data.is_empty() && self.random.chance(15) {
            let data = self.data();
            named.data.push(data.clone());
            return format!("private({data})");
        }
        let known = Named { fresh: false, ..named.clone() };
        match self.random.below(10) {
            0 | 1 => {
                let atom = self.atom(&mut known.clone(), place);
                if atom.contains(' ') && !atom.ends_with(')') || atom.contains(" applies") {
                    format!("not ({atom})")
                } else {
                    format!("not {atom}")
                }
            }
            2 => {
                let (a, b) =
                    (self.atom(&mut known.clone(), place), self.atom(&mut known.clone(), place));
                format!("({a} or {b})")
            }
            _ => self.atom(named, place),
        }
    }

    fn atom(&mut self, named: &mut Named, place: usize) -> String {
        match self.random.below(12) {
            0 | 1 if self.has("time") => self.timed(named),
            2 if self.has("status") => self.status(named),
            3 if self.has("status") => {
                let norms: Vec<String> = self.norms.clone();
                let other = self.one(&norms);
                if norms.get(place) == Some(&other) {
                    self.fact(named)
                } else {
                    format!("{other} applies")
                }
            }
            4 if self.has("force") => "on or after 2026-01-06".into(),
            5 if self.has("parties") => {
                let org = self.one(&named.orgs.clone());
                if org == "Data.owner" { "war".into() } else { format!("{org} is State") }
            }
            _ => self.fact(named),
        }
    }

    pub(super) fn fact(&mut self, named: &mut Named) -> String {
        if self.has("more") && self.random.chance(15) {
            let org = self.one(&named.orgs.clone());
            return match named.data.first() {
                Some(data) if self.random.chance(60) => match self.random.chance(50) {
                    true => format!("close({org}, {data})"),
                    false => format!("odd({data})"),
                },
                _ => format!("risky({org})"),
            };
        }
        let org = self.one(&named.orgs.clone());
        if self.has("heads") && self.random.chance(40) {
            let other = self.one(&named.orgs.clone());
            return match self.random.below(3) {
                0 => format!("trusted({org}.head)"),
                1 => format!("{org}.head != {other}"),
                _ => format!("{org}.head = {other}"),
            };
        }
        if self.has("judges") && named.fresh && self.random.chance(50) {
            let other = self.one(&named.orgs.clone());
            return match self.random.below(3) {
                0 => format!("vetted({org}, by: some Judge)"),
                1 => format!("(vetted({org}, by: some Judge j) and fair(j))"),
                _ => format!("(vetted({org}, by: some Judge j) and knows({other}, j))"),
            };
        }
        let data = named.data.first().cloned();
        let fresh = named.fresh && self.random.chance(50);
        match (self.random.below(9), data) {
            (0, _) => "war".into(),
            (1, _) if fresh => "trusted(some Org)".into(),
            (2, Some(data)) => format!("private({data})"),
            (3, Some(data)) if fresh => format!("linked(some Org, {data})"),
            (3, Some(data)) => format!("linked({org}, {data})"),
            (4, Some(data)) if self.has("numbers") => {
                let n = self.random.below(4);
                let sign = self.pick(&[">=", "<", "=", "!="]);
                format!("{data}.level {sign} {n}")
            }
            (5, Some(data)) if self.has("numbers") => {
                let word = self.pick(&["red", "green", "blue"]);
                format!("{data}.mode = {word}")
            }
            (6, _) if self.has("numbers") && org != "bearer" => {
                let n = 1 + self.random.below(3);
                format!("{org}.size < {n}")
            }
            (7, Some(data)) if self.has("chains") => match self.random.below(3) {
                0 => format!("trusted({data}.owner)"),
                1 => format!("{data}.owner != {org}"),
                _ => format!("{data}.owner = {org}"),
            },
            (8, _) if self.has("roles") => {
                let role = self.pick(&["Keeper", "Sender"]);
                format!("{org} is {role}")
            }
            _ => format!("trusted({org})"),
        }
    }

    fn timed(&mut self, named: &mut Named) -> String {
        let (a, b) = (self.event(named), self.event(named));
        match self.random.below(4) {
            0 if a != b => format!("{a} before {b}"),
            1 if a != b => format!("{a} at least 1 day after {b}"),
            2 if a != b => format!("{a} at most 2 days after {b}"),
            _ => format!("{a} happens"),
        }
    }

    fn status(&mut self, named: &mut Named) -> String {
        let org = self.one(&named.orgs.clone());
        let modal = self.pick(&["must", "must", "must not", "may", "should", "need not"]);
        let act = self.act(&mut named.clone(), false);
        format!("{org} {modal} {act}")
    }
}
