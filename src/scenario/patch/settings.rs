//! What the variables of a plan are set to: what a scenario says today, and what is wrong with the names of a plan.

use super::super::decode::{is_quantity, offer};
use super::super::document::{Node, shortened};
use super::super::optimise::Optimise;
use super::path::Path;
use super::{DESIGNS, Document};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics};

impl Document {
    /// What is wrong with the designs and the paths that `[optimise]` names.
    pub(super) fn check_optimise(&self, optimise: &Optimise, found: &mut Diagnostics) {
        let names = self.design_names();
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        for design in &optimise.designs {
            if !names.contains(&design.value.as_str()) {
                let message = format!("there is no design `{}`", shortened(&design.value));
                found.push(
                    Diagnostic::error(Code::UnknownName, design.place, message).help(offer(
                        &design.value,
                        "designs",
                        &names,
                    )),
                );
            }
        }
        for variable in &optimise.variables {
            if let Err(wrong) = self.check_parameters(&variable.item.axis.paths) {
                found.merge(wrong);
            }
        }
    }

    /// The number that a design has at a path, with its unit (empty for a plain number). The path may lead into the design
    /// itself, as `designs.reform.desks.hall.staff` does. None when nothing is written there, or no number.
    pub fn number_at(&self, design: &str, path: &At<String>) -> Option<(f64, String)> {
        let text = &path.value;
        let inside = format!("{DESIGNS}.{design}.");
        let text = text.strip_prefix(&inside).unwrap_or(text);
        let path = Path::parse(text, |_| path.place).ok()?;
        let root = self.patched(design, &mut Diagnostics::new());
        number(path.find(&root)?)
    }
}

/// The number and the unit of a node, also of a quantity written as a table.
fn number(node: &Node) -> Option<(f64, String)> {
    if !is_quantity(node) {
        let (value, unit) = node.number()?;
        return Some((value, unit.to_owned()));
    }
    let (value, unit) = node.get("value")?.number()?;
    let stated = node.get("unit").and_then(Node::text);
    Some((value, stated.unwrap_or(unit).to_owned()))
}
