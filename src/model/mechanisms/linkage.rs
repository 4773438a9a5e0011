//! Linkage, proven.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::model::{CategoryId, DeskKindId, LevelId};
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
pub use crate::scenario::mechanisms::linkage::LinkageKind;
use crate::time::Span;

/// Linkage, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// All at once, or side by side.
    pub kind: LinkageKind,
    /// The level whose cases would be passed on; there is one above it.
    pub from: LevelId,
    /// Share of them that is linked.
    pub share: f64,
    /// The categories that are linked; empty means all.
    pub categories: Vec<CategoryId>,
    /// The least severity that is linked.
    pub severity: u8,
    /// Levels that take part, lowest first; each lies at `from` or above.
    pub levels: Vec<LevelId>,
    /// Kinds of desk that take part besides.
    pub desks: Vec<DeskKindId>,
    /// Hours that a meeting takes, or hands-on hours of each visit.
    pub duration: Dist,
    /// Hands-on hours of the level afterwards.
    pub follow_up: Option<Dist>,
    /// How long people are called for a meeting, more than 0.
    pub give_up: Span,
    /// When meetings are called; none means at once.
    pub agenda: Option<Agenda>,
    /// Whether cases that would climb for their age are linked, too.
    pub aged: bool,
}

/// Instants at which meetings are called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agenda {
    /// From one to the next, at least a minute.
    pub every: Span,
    /// The first, from the start of the run.
    pub offset: Span,
    /// Cases of one unit of the highest level that takes part, at one of them; at least 1.
    pub at_most: u32,
}

impl Build<'_> {
    pub(super) fn prove_linkage(
        &mut self,
        around: &Around<'_>,
        given: &typed::Linkage,
    ) -> Option<Linkage> {
        let categories = self.categories_named(around, &given.categories);
        let mut desks = Vec::new();
        for name in &given.desks {
            desks.extend(self.desk_named(around, Some(name)));
        }
        let agenda = given.agenda.map(|agenda| Agenda {
            every: self.interval("every", agenda.every),
            offset: agenda.offset,
            at_most: agenda.at_most,
        });
        let from = self.resolve(&around.names.levels, &given.from)?;
        if around.levels[LevelId::new(from)].escalate.to.is_none() {
            let message = format!("nothing is passed on from level `{}`", given.from.value);
            self.found.push(
                Diagnostic::error(Code::LevelTree, given.from.place, message)
                    .help("name a level with another one above it"),
            );
            return None;
        }
        let mut levels = Vec::new();
        match &given.levels {
            None => {
                levels.push(LevelId::new(from));
                levels.extend(around.tree.above(from).map(LevelId::new));
            }
            Some(names) => {
                for name in names {
                    let Some(level) = self.resolve(&around.names.levels, name) else {
                        continue;
                    };
                    if level != from && !around.tree.is_above(level, from) {
                        let message = format!(
                            "level `{}` does not lie above level `{}`",
                            name.value, given.from.value
                        );
                        self.error(Code::LevelTree, name.place, message);
                    }
                    levels.push(LevelId::new(level));
                }
                levels.sort_unstable();
                levels.dedup();
            }
        }
        Some(Linkage {
            kind: given.kind,
            from: LevelId::new(from),
            share: given.share,
            categories,
            severity: given.severity.map_or(1, |severity| severity as u8),
            levels,
            desks,
            duration: given.duration.value.clone(),
            follow_up: given.follow_up.as_ref().map(|work| work.value.clone()),
            give_up: given
                .give_up
                .map_or(Span::from_days(7.0), |give_up| give_up.value),
            agenda,
            aged: given.aged,
        })
    }
}
