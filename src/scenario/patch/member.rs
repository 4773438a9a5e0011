//! One member of an ensemble: the scenario with values drawn for it.

use super::super::decode::offer;
use super::super::document::{Node, Value, leading_number, shortened};
use super::super::{Draw, Ensemble, Named, Scenario, Vary};
use super::number::{between, log_even, plain, significant, with_unit};
use super::path::Path;
use super::{Document, write};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place};
use crate::fingerprint::Fingerprint;
use crate::random::{Key, KeyedRng, Purpose, Replication, Seed};

/// What no draw may change: what says what the scenario is, how it is run, and how it is drawn from.
const KEPT: [&str; 7] = [
    "caseload",
    "title",
    "question",
    "notes",
    "plan",
    "published",
    "ensemble",
];

/// A value drawn for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Name of the draw.
    pub name: String,
    /// What was drawn, as TOML; with `times` the factor, with `reweigh` the shares at the first path.
    pub value: String,
}

impl Document {
    /// The document of one member, and what was drawn for it. The same ensemble and number give the same member; a draw
    /// that is added changes no other.
    ///
    /// # Errors
    /// When a draw cannot be written to one of its paths.
    pub fn member(
        &self,
        scenario: &Scenario,
        ensemble: &Ensemble,
        number: u32,
    ) -> Result<(Self, Vec<Drawn>), Diagnostics> {
        let seed = ensemble.seed.map_or(scenario.plan.seed, |seed| seed.value);
        let member = Key::new(Seed(seed), Replication(number)).purpose(Purpose::Member);
        let mut document = self.clone();
        let mut drawn = Vec::new();
        for vary in &ensemble.vary {
            let key = member.child(Fingerprint::of(&vary.name.value).0);
            drawn.push(document.draw(vary, key)?);
        }
        // TOML numbers have a sign, so one bit is left out.
        let own_seed = Value::Integer((member.child(0).bits() >> 1) as i64);
        document.write("plan.seed", Place::NOWHERE, own_seed)?;
        Ok((document, drawn))
    }

    fn draw(&mut self, vary: &Named<Vary>, key: Key) -> Result<Drawn, Diagnostics> {
        let mut rng = key.rng();
        let share = rng.uniform();
        let mut shown = None;
        for at in &vary.item.paths {
            let path = Path::parse(&at.value, |_| at.place)?;
            let base = path.find(&self.root);
            let value = match &vary.item.draw.value {
                Draw::Between(low, high) => between(low, high, share),
                Draw::Among(values) => {
                    let nth = (share * values.len() as f64) as usize;
                    values.get(nth).map(|node| node.value.clone())
                }
                Draw::Times(low, high) => {
                    let factor = significant(log_even(*low, *high, share));
                    shown = Some(Value::Float(factor));
                    base.and_then(|node| times(&node.value, factor))
                }
                Draw::Reweigh(low, high) => {
                    // Every path starts afresh, so that two like tables get the same shares.
                    let mut rng = key.child(1).rng();
                    base.and_then(|node| reweigh(&node.value, (*low, *high), &mut rng))
                }
            };
            let Some(value) = value else {
                return Err(without_base(at, &vary.item.draw.value).into());
            };
            shown.get_or_insert_with(|| value.clone());
            let node = Node {
                place: vary.item.draw.place,
                value,
            };
            path.write_to(&mut self.root, &node);
        }
        let text = shown.map_or(String::new(), |value| write::text(&value));
        Ok(Drawn {
            name: vary.name.value.clone(),
            value: text,
        })
    }

    fn write(&mut self, path: &str, place: Place, value: Value) -> Result<(), Diagnostics> {
        let path = Path::parse(path, |_| place)?;
        path.write_to(&mut self.root, &Node { place, value });
        Ok(())
    }

    /// What is wrong with the paths of an ensemble.
    pub(super) fn check_ensemble(&self, ensemble: &Ensemble, found: &mut Diagnostics) {
        for vary in &ensemble.vary {
            for at in &vary.item.paths {
                if let Err(wrong) = self.check_path(at, &vary.item.draw.value) {
                    found.merge(wrong);
                }
            }
        }
    }

    fn check_path(&self, at: &At<String>, draw: &Draw) -> Result<(), Diagnostics> {
        let path = Path::parse(&at.value, |_| at.place)?;
        if let Some(section) = path.first().filter(|section| KEPT.contains(section)) {
            let message = format!("a draw may not change `{section}`");
            return Err(Diagnostic::error(Code::UnknownPath, at.place, message)
                .help("draw what describes the organisation or its matters")
                .into());
        }
        path.check(&self.root)?;
        let base = path.find(&self.root).map(|node| &node.value);
        let has_base = match draw {
            Draw::Between(..) | Draw::Among(_) => true,
            Draw::Times(..) => base.is_some_and(|value| times(value, 1.0).is_some()),
            Draw::Reweigh(..) => base.is_some_and(|value| shares(value).is_some()),
        };
        has_base
            .then_some(())
            .ok_or_else(|| without_base(at, draw).into())
    }
}

/// A draw has nothing to work on at a path.
fn without_base(at: &At<String>, draw: &Draw) -> Diagnostic {
    let (what, key) = match draw {
        Draw::Reweigh(..) => ("shares", "reweigh"),
        _ => ("number", "times"),
    };
    let path = shortened(&at.value);
    let message = format!("there is no {what} at `{path}` that `{key}` could work on");
    let help = match draw {
        Draw::Reweigh(..) => "name a table or a list of shares, such as `sources.citizens.mix`",
        _ => "name a number, a time or a rate that the scenario states, or use `between`",
    };
    Diagnostic::error(Code::UnknownPath, at.place, message).help(help)
}

/// A number, a text with a unit or a quantity times a factor; whole numbers stay whole, and at least 1 if they were.
fn times(value: &Value, factor: f64) -> Option<Value> {
    match value {
        Value::Integer(number) => {
            let scaled = (*number as f64 * factor).round();
            let least = if *number >= 1 { 1.0 } else { scaled };
            Some(Value::Integer(scaled.max(least) as i64))
        }
        Value::Float(number) => Some(Value::Float(significant(number * factor))),
        Value::Text(text) => {
            let (number, unit) = leading_number(text)?;
            Some(Value::Text(with_unit(number * factor, unit)))
        }
        Value::Table(entries) => {
            let find = |name: &str| entries.iter().find(|(key, _)| key.value == name);
            let (name, number) = find("value")?;
            let scaled = Node {
                place: number.place,
                value: times(&number.value, factor)?,
            };
            let unit = find("unit").cloned();
            let table = std::iter::once((name.clone(), scaled)).chain(unit);
            Some(Value::Table(table.collect()))
        }
        _ => None,
    }
}

/// The shares of a table or a list, none negative and with a positive sum.
fn shares(value: &Value) -> Option<Vec<f64>> {
    let shares: Option<Vec<f64>> = match value {
        Value::Table(entries) => entries.iter().map(|(_, node)| plain(&node.value)).collect(),
        Value::Array(items) => items.iter().map(|node| plain(&node.value)).collect(),
        _ => None,
    };
    shares.filter(|all| all.iter().all(|&one| one >= 0.0) && all.iter().sum::<f64>() > 0.0)
}

/// Shares, each times its own factor, that sum to one again.
fn reweigh(value: &Value, (low, high): (f64, f64), rng: &mut KeyedRng) -> Option<Value> {
    let weighed: Vec<f64> = shares(value)?
        .iter()
        .map(|share| share * log_even(low, high, rng.uniform()))
        .collect();
    let sum: f64 = weighed.iter().sum();
    let new = |node: &Node, weight: f64| Node {
        place: node.place,
        value: Value::Float(weight / sum),
    };
    match value {
        Value::Table(entries) => {
            let all = entries.iter().zip(&weighed);
            let table = all.map(|((key, node), weight)| (key.clone(), new(node, *weight)));
            Some(Value::Table(table.collect()))
        }
        Value::Array(items) => {
            let all = items.iter().zip(&weighed);
            Some(Value::Array(
                all.map(|(node, weight)| new(node, *weight)).collect(),
            ))
        }
        _ => None,
    }
}

impl Document {
    /// What is wrong with the names of designs that published figures are held against.
    pub(super) fn check_published(&self, found: &mut Diagnostics) {
        let figures = self.root.get("published").and_then(Node::table);
        let names = self.design_names();
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        for (_, figure) in figures.unwrap_or_default() {
            for node in ["design", "over"].iter().filter_map(|key| figure.get(key)) {
                if let Some(name) = node.text().filter(|name| !names.contains(name)) {
                    let message = format!("there is no design `{}`", shortened(name));
                    found.push(
                        Diagnostic::error(Code::UnknownName, node.place, message)
                            .help(offer(name, "designs", &names)),
                    );
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
