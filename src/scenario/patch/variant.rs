//! Variants of a scenario that a claim asks for: patched, with a parameter at another value, with designs combined; and
//! what is wrong with the names and paths of a claim.

use super::super::axis::Axis;
use super::super::claim::{Arms, Claim};
use super::super::decode::offer;
use super::super::document::{Node, Value, shortened};
use super::super::select::Select;
use super::super::sweep::Sweep;
use super::path::Path;
use super::{BESIDE, DESIGNS, Document, base, set};
use crate::diagnostic::{At, Code, Diagnostic, Diagnostics, Place};

/// What a parameter may not be, besides the tables that no run depends on: what says what the scenario is.
const KEPT: [&str; 4] = ["caseload", "title", "question", "notes"];

impl Document {
    /// The document with a patch on its root, which may take paths out with `remove` first.
    ///
    /// # Errors
    /// When a path to be taken out is not there.
    pub fn patched_by(&self, patch: &Node) -> Result<Self, Diagnostics> {
        let mut document = self.clone();
        base::apply(&mut document.root, patch)?;
        Ok(document)
    }

    /// The document with the value of an axis at a share of the way from its first (0) to its last (1).
    ///
    /// # Errors
    /// When a path cannot be written.
    pub fn at(&self, axis: &Axis, share: f64) -> Result<Self, Diagnostics> {
        self.at_each([(axis, share)])
    }

    /// The document with the values of several axes, each at a share of its own.
    ///
    /// # Errors
    /// When a path cannot be written.
    pub fn at_each<'a>(
        &self,
        axes: impl IntoIterator<Item = (&'a Axis, f64)>,
    ) -> Result<Self, Diagnostics> {
        let mut document = self.clone();
        for (axis, share) in axes {
            let node = Node {
                place: axis.from.place,
                value: axis.value(share),
            };
            document.put(&axis.paths, &node)?;
        }
        Ok(document)
    }

    /// Writes a value at paths, in place of what is there.
    ///
    /// # Errors
    /// When a path cannot be read; then some may have been written.
    pub fn put(&mut self, paths: &[At<String>], value: &Node) -> Result<(), Diagnostics> {
        for path in paths {
            Path::parse(&path.value, |_| path.place)?.write_to(&mut self.root, value);
        }
        Ok(())
    }

    /// The document with one more design, which extends some others in order, or none of them.
    pub fn with_combination(&self, name: &str, of: &[&str]) -> Self {
        let text = |text: &str| Node {
            place: Place::NOWHERE,
            value: Value::Text(text.to_owned()),
        };
        let mut design = Node::empty(Place::NOWHERE);
        if !of.is_empty() {
            let extends = Node {
                place: Place::NOWHERE,
                value: Value::Array(of.iter().map(|one| text(one)).collect()),
            };
            set(&mut design, &At::nowhere("extends".to_owned()), &extends);
        }
        let mut designs = Node::empty(Place::NOWHERE);
        set(&mut designs, &At::nowhere(name.to_owned()), &design);
        let mut document = self.clone();
        set(
            &mut document.root,
            &At::nowhere(DESIGNS.to_owned()),
            &designs,
        );
        document
    }

    /// What is wrong with the designs that the best is chosen from.
    pub(super) fn check_select(&self, select: &Select, found: &mut Diagnostics) {
        for name in &select.designs {
            self.check_design(name, found);
        }
        if self.design_names().len() < 2 && select.designs.is_empty() {
            let message = "the scenario has one design, so there is nothing to choose from";
            found.push(
                Diagnostic::error(Code::ConflictingKeys, select.metric.measure.place, message)
                    .help("add designs as tables `[designs.…]`"),
            );
        }
    }

    /// What is wrong with the designs that a claim names.
    pub(super) fn check_claim(&self, claim: &Claim, found: &mut Diagnostics) {
        let mut design = |name: &At<String>| self.check_design(name, found);
        match &claim.arms {
            Arms::Two {
                treatment,
                baseline,
            } => std::iter::once(treatment)
                .chain(baseline)
                .for_each(&mut design),
            Arms::Contrast(arms) => arms.iter().for_each(|arm| design(&arm.item.design)),
            Arms::Factorial(factors) => factors.iter().for_each(design),
        }
    }

    /// What is wrong with the designs and the paths that a sweep names.
    pub(super) fn check_sweep(&self, sweep: &Sweep, found: &mut Diagnostics) {
        for design in &sweep.designs {
            self.check_design(design, found);
        }
        for factor in &sweep.factors {
            let paths = factor.item.paths();
            self.check_parameters(paths)
                .unwrap_or_else(|wrong| found.merge(wrong));
        }
    }

    /// Whether there is a design of this name.
    pub(super) fn check_design(&self, name: &At<String>, found: &mut Diagnostics) {
        let names = self.design_names();
        let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
        if !names.contains(&name.value.as_str()) {
            let message = format!("there is no design `{}`", shortened(&name.value));
            found.push(
                Diagnostic::error(Code::UnknownName, name.place, message).help(offer(
                    &name.value,
                    "designs",
                    &names,
                )),
            );
        }
    }

    /// What is wrong with the paths of a parameter: they must be there, in what describes the organisation, its matters or the plan.
    ///
    /// # Errors
    /// All paths that the scenario does not have.
    pub fn check_parameters(&self, paths: &[At<String>]) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new();
        for path in paths {
            if let Err(wrong) = self.check_parameter(path) {
                found.push(wrong);
            }
        }
        match found.has_errors() {
            true => Err(found),
            false => Ok(()),
        }
    }

    fn check_parameter(&self, at: &At<String>) -> Result<(), Diagnostic> {
        let path = Path::parse(&at.value, |_| at.place)?;
        let is_kept = |section: &&str| KEPT.contains(section) || BESIDE.contains(section);
        if let Some(section) = path.first().filter(is_kept) {
            let message = format!("a parameter may not change `{section}`");
            return Err(Diagnostic::error(Code::UnknownPath, at.place, message)
                .help("name what describes the organisation, its matters or the plan"));
        }
        path.check(&self.root)
    }
}
