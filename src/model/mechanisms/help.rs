//! Rules of help between desks, proven.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::model::{DeskKindId, Staff};
use crate::scenario::mechanisms as typed;

pub use crate::scenario::mechanisms::Coordinator;

/// Who may help at which desks, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    /// The kind of desk whose people help; they are counted.
    pub from: DeskKindId,
    /// The kinds of desk they help at, of the same level.
    pub to: Vec<DeskKindId>,
    /// Whether they help in the units beside their own, too.
    pub neighbours: bool,
    /// Share of the people of a desk who may help.
    pub share: f64,
    /// Speed of a helper in foreign work, above 0.
    pub speed: f64,
    /// Hands-on hours of coordination for each task taken over.
    pub coordination: f64,
    /// Who coordinates.
    pub coordinated_by: Coordinator,
    /// Tasks that must wait at the other desk, at least 1.
    pub only_when: u32,
}

impl Build<'_> {
    /// A rule of help between two desks.
    pub(super) fn prove_help(&mut self, around: &Around<'_>, given: &typed::Help) -> Option<Help> {
        self.unique("desk", &given.to);
        let from = self.helping_desk(around, &given.from);
        let mut to = Vec::new();
        for name in &given.to {
            let Some(kind) = self.helping_desk(around, name) else {
                continue;
            };
            if from == Some(kind) && !given.neighbours {
                let message = format!("desk `{}` is to help itself", name.value);
                self.found.push(
                    Diagnostic::error(Code::ConflictingKeys, name.place, message)
                        .label(given.from.place, "the desk that helps")
                        .help("name another desk, or write `neighbours = true` for the same desk of other units"),
                );
            }
            self.same_level(around, (&given.from, from), (name, kind));
            to.push(kind);
        }
        Some(self.under_terms(from?, to, given.neighbours, &given.terms))
    }

    /// Help of a desk for the same desk of the units beside its own.
    pub(super) fn prove_neighbour(
        &mut self,
        around: &Around<'_>,
        desk: &At<String>,
        terms: &typed::Terms,
    ) -> Option<Help> {
        let kind = self.helping_desk(around, desk)?;
        Some(self.under_terms(kind, vec![kind], true, terms))
    }

    fn under_terms(
        &self,
        from: DeskKindId,
        to: Vec<DeskKindId>,
        neighbours: bool,
        terms: &typed::Terms,
    ) -> Help {
        Help {
            from,
            to,
            neighbours,
            share: terms.share,
            speed: terms.speed,
            coordination: terms.coordination,
            coordinated_by: terms.coordinated_by,
            only_when: terms.only_when,
        }
    }

    /// A desk with people who can be told apart: where there are as many as needed, nobody waits and nobody is idle.
    fn helping_desk(&mut self, around: &Around<'_>, name: &At<String>) -> Option<DeskKindId> {
        let at = self.resolve(&around.names.desks, name)?;
        let is_unlimited = around.desks[at]
            .as_ref()
            .is_some_and(|kind| matches!(kind.staff, Staff::Unlimited(_)));
        if is_unlimited {
            let message = format!(
                "desk `{}` has unlimited staff, which neither helps nor needs help",
                name.value
            );
            self.found.push(
                Diagnostic::error(Code::ConflictingKeys, name.place, message)
                    .label(self.scenario.desks[at].item.staff.place, "unlimited here")
                    .help("give `staff` a number, or name another desk"),
            );
        }
        Some(DeskKindId::new(at))
    }

    fn same_level(
        &mut self,
        around: &Around<'_>,
        (from, helper): (&At<String>, Option<DeskKindId>),
        (to, helped): (&At<String>, DeskKindId),
    ) {
        let level = |kind: DeskKindId| around.desks[kind.index()].as_ref().map(|kind| kind.level);
        let (Some(here), Some(there)) = (helper.and_then(level), level(helped)) else {
            return;
        };
        if here == there {
            return;
        }
        let message = format!(
            "desk `{}` stands at level `{}` and is to be helped from level `{}`",
            to.value,
            around.names.levels.name(there.index()),
            around.names.levels.name(here.index())
        );
        self.found.push(
            Diagnostic::error(Code::NoDesk, to.place, message)
                .label(from.place, "the desk that helps")
                .help("name desks of one level"),
        );
    }
}
