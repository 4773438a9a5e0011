//! Distributions of times and of counts: a table whose only key names the distribution.

use serde_json::{Value as Json, json};

use super::super::document::{Node, shortened};
use super::super::quantity::{count, hours};
use super::{Context, Describing, Shape, is_quantity, offer};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::random::dist::{CountDist, Dist, DistError};
use crate::time::Span;

mod law;

use law::{COUNTS, TIMES};

/// A distribution of a time: a table with its name as the only key, or a time, which is fixed.
pub(crate) struct Distribution;

/// Whether a node is a distribution written as a table: its only key names one, and its parameters fit.
pub(super) fn is_distribution(node: &Node) -> bool {
    let Some([(tag, body)]) = node.table() else {
        return false;
    };
    if tag.value == "fixed" {
        return is_quantity(body) || body.table().is_none();
    }
    let times = TIMES.iter().map(|(name, keys, _)| (*name, *keys));
    let counts = COUNTS.iter().map(|(name, keys, _)| (*name, *keys));
    let known = times.chain(counts).find(|(name, _)| *name == tag.value);
    let fits = |keys: &[&str], entries: &[(At<String>, Node)]| {
        !entries.is_empty()
            && entries
                .iter()
                .all(|(key, _)| keys.contains(&key.value.as_str()))
    };
    known.is_some_and(|(_, keys)| body.table().is_some_and(|entries| fits(keys, entries)))
}

impl Shape for Distribution {
    type Value = Dist;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Dist> {
        if node.table().is_none() || is_quantity(node) {
            return fixed(node, context);
        }
        let names: Vec<&str> = std::iter::once("fixed")
            .chain(TIMES.iter().map(|(name, _, _)| *name))
            .collect();
        let (tag, body) = only_tag(node, &names, context)?;
        context.inside(&tag.value, |context| {
            match TIMES.iter().find(|(name, _, _)| *name == tag.value) {
                Some((_, _, record)) => record.read(body, context),
                None => fixed(body, context),
            }
        })
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        describing.shared("distribution", |describing| {
            let plain = hours().describe(describing);
            let mut forms = vec![plain.clone(), tagged("fixed", plain)];
            for (name, _, record) in &TIMES {
                forms.push(tagged(name, record.describe(describing)));
            }
            json!({ "anyOf": forms })
        })
    }
}

/// A distribution of a time whose mean is one tick at least, so that what repeats after it comes to an end.
pub(crate) struct Lasting;

impl Shape for Lasting {
    type Value = Dist;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Dist> {
        let dist = Distribution.read(node, context)?;
        if dist.mean() >= Span::from_ticks(1).to_hours() {
            return Some(dist);
        }
        let message = format!(
            "`{}` has a mean of `{} h` and must have one of at least 1 ms",
            context.key(),
            dist.mean()
        );
        context.error(Code::OutOfRange, node.place, message);
        None
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        Distribution.describe(describing)
    }
}

/// A distribution of a count: a whole number, or a table with the name of the distribution as its only key.
pub(crate) struct Counts;

impl Shape for Counts {
    type Value = CountDist;

    fn read(&self, node: &Node, context: &mut Context) -> Option<CountDist> {
        if node.table().is_none() || is_quantity(node) {
            let size = count(1).read(node, context)?;
            return built(node, CountDist::fixed(size), context);
        }
        let names: Vec<&str> = COUNTS.iter().map(|(name, _, _)| *name).collect();
        let (tag, body) = only_tag(node, &names, context)?;
        let (_, _, record) = COUNTS.iter().find(|(name, _, _)| *name == tag.value)?;
        context.inside(&tag.value, |context| record.read(body, context))
    }

    fn describe(&self, describing: &mut Describing) -> Json {
        describing.shared("distribution of counts", |describing| {
            let mut forms = vec![count(1).describe(describing)];
            for (name, _, record) in &COUNTS {
                forms.push(tagged(name, record.describe(describing)));
            }
            json!({ "anyOf": forms })
        })
    }
}

/// The schema of a table whose only key is a tag.
fn tagged(tag: &str, body: Json) -> Json {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": [tag],
        "properties": { tag: body },
    })
}

/// The only key of a table, which must be one of some names.
fn only_tag<'a>(
    node: &'a Node,
    names: &[&str],
    context: &mut Context,
) -> Option<&'a (At<String>, Node)> {
    let entries = node.table()?;
    let known = |entry: &&(At<String>, Node)| names.contains(&entry.0.value.as_str());
    if let [entry] = entries
        && known(&entry)
    {
        return Some(entry);
    }
    let key = context.key().to_owned();
    let tags: Vec<_> = entries.iter().filter(known).collect();
    let diagnostic = match (entries, tags.as_slice()) {
        (_, [first, second, ..]) => Diagnostic::error(
            Code::SeveralDistributions,
            second.0.place,
            format!("`{key}` names two distributions, `{}` and `{}`", first.0.value, second.0.value),
        )
        .label(first.0.place, "the other")
        .help("keep one of them"),
        (_, [tag]) => {
            let other = entries.iter().find(|entry| entry.0.value != tag.0.value)?;
            let name = shortened(&other.0.value);
            Diagnostic::error(
                Code::SeveralDistributions,
                other.0.place,
                format!("`{name}` stands beside the distribution `{}`", tag.0.value),
            )
            .help(format!("move `{name}` into the braces of `{}`", tag.0.value))
        }
        ([entry], []) => {
            let name = shortened(&entry.0.value);
            Diagnostic::error(
                Code::UnknownDistribution,
                entry.0.place,
                format!("`{key}` names the unknown distribution `{name}`"),
            )
            .help(offer(&entry.0.value, "distributions", names))
        }
        _ => Diagnostic::error(
            Code::UnknownDistribution,
            node.place,
            format!("`{key}` does not name a distribution"),
        )
        .help(format!(
            "write its name around the braces, such as `{{ lognormal = {{ mean = \"3 h\", cv = 1 }} }}`; {}",
            offer("", "distributions", names)
        )),
    };
    context.found.push(diagnostic);
    None
}

fn fixed(node: &Node, context: &mut Context) -> Option<Dist> {
    let value = hours().read(node, context)?;
    built(node, Dist::fixed(value), context)
}

/// The distribution, or a diagnostic at its only value.
fn built<T>(node: &Node, result: Result<T, DistError>, context: &mut Context) -> Option<T> {
    let wrong = |error| law::wrong(error, node.place, |_| Some(node.place));
    result
        .map_err(|error| context.found.push(wrong(error)))
        .ok()
}
