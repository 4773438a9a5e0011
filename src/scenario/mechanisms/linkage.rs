//! `[mechanisms.linkage]` as typed: meetings or visits of several levels or sectors at once.

use crate::diagnostic::At;
use crate::scenario::TimeDist;
use crate::scenario::decode::{Choice, Distribution, Fields, Flag, List, Record, Text};
use crate::scenario::quantity::{count, count_to, positive_time, share, time};
use crate::time::Span;

/// Linkage, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage {
    /// Meetings of people who are all there at once, or visits side by side.
    pub kind: LinkageKind,
    /// The level whose cases would be passed on.
    pub from: At<String>,
    /// Share of them that is linked.
    pub share: f64,
    /// Only these categories; empty means all.
    pub categories: Vec<At<String>>,
    /// Only from this severity on.
    pub severity: Option<u32>,
    /// Levels that take part, each by the desk that acts for it; none means `from` and all above.
    pub levels: Option<Vec<At<String>>>,
    /// Further desks that take part.
    pub desks: Vec<At<String>>,
    /// How long a meeting or a visit takes.
    pub duration: TimeDist,
    /// Work of the level afterwards.
    pub follow_up: Option<TimeDist>,
    /// How long people are called for a meeting.
    pub give_up: Option<At<Span>>,
    /// When meetings are called; at once unless given.
    pub agenda: Option<Agenda>,
    /// Whether cases that would climb for their age are linked, too.
    pub aged: bool,
}

/// How several come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkageKind {
    /// All at once.
    Meeting,
    /// Side by side.
    Visit,
}

/// Instants at which meetings are called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agenda {
    /// From one to the next.
    pub every: At<Span>,
    /// The first.
    pub offset: Span,
    /// Cases of one unit at one of them.
    pub at_most: u32,
}

const KINDS: Choice<LinkageKind> = Choice(&[
    ("meeting", LinkageKind::Meeting),
    ("visit", LinkageKind::Visit),
]);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Linkage> {
    let about = "a meeting, for which all must be there at once, or visits side by side; a meeting unless given";
    let kind = fields.optional("kind", about, KINDS);
    let from = fields.required("from", "the level whose cases would be passed on", Text);
    let part = fields.optional("share", "share of them; 1 unless given", share());
    let about = "only these categories; all unless given";
    let categories = fields.optional("categories", about, List(Text));
    let about = "only from this severity on";
    let severity = fields.optional("severity", about, count_to(1, 255));
    let about = "levels that take part, each by the desk that acts for it; `from` and all above unless given";
    let levels = fields.optional("levels", about, List(Text));
    let about = "further desks that take part; each of the unit, or of the unit above at its level";
    let desks = fields.optional("desks", about, List(Text));
    let about = "how long it takes: clock time for a meeting, work for a visit";
    let duration = fields.required("duration", about, Distribution);
    let about = "work of the level afterwards; none unless given";
    let follow_up = fields.optional("follow_up", about, Distribution);
    let about = "clock time after which a meeting that has not come together is called off; 1 week unless given";
    let give_up = fields.optional("give_up", about, positive_time());
    let about = "when meetings are called; at once unless given";
    let agenda = fields.optional("agenda", about, Record::new("agenda", agenda));
    let about = "whether cases that would climb for their age are linked, too; false unless given";
    let aged = fields.optional("aged", about, Flag);
    let names = |list: Option<At<Vec<At<String>>>>| list.map(|list| list.value);
    Some(Linkage {
        kind: kind.map_or(LinkageKind::Meeting, |kind| kind.value),
        from: from?,
        share: part.map_or(1.0, |part| part.value),
        categories: names(categories).unwrap_or_default(),
        severity: severity.map(|severity| severity.value),
        levels: names(levels),
        desks: names(desks).unwrap_or_default(),
        duration: duration?,
        follow_up,
        give_up,
        agenda: agenda.map(|agenda| agenda.value),
        aged: aged.is_some_and(|aged| aged.value),
    })
}

fn agenda(fields: &mut Fields<'_>) -> Option<Agenda> {
    let about = "clock time from one instant to the next; at least a minute";
    let every = fields.required("every", about, positive_time());
    let about = "clock time of the first from the start of the run; 0 unless given";
    let offset = fields.optional("offset", about, time());
    let about = "cases of one unit at one instant; all unless given";
    let at_most = fields.optional("at_most", about, count(1));
    Some(Agenda {
        every: every?,
        offset: offset.map_or(Span::ZERO, |offset| offset.value),
        at_most: at_most.map_or(u32::MAX, |most| most.value),
    })
}
