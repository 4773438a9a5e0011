//! Inspections, proven.

use crate::model::build::{Build, dist};
use crate::model::mechanisms::Around;
use crate::model::mechanisms::at_desks::HOUR;
use crate::model::{CalendarId, DeskKindId};
use crate::random::dist::Dist;
use crate::scenario::mechanisms as typed;
use crate::scenario::mechanisms::inspections as part;
use crate::time::Span;

/// Hours in a week.
const WEEK_H: f64 = 168.0;
/// Hours in a day.
const DAY_H: f64 = 24.0;

/// Inspections, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspections {
    /// Visits from above.
    pub visits: Option<Visits>,
    /// Audits.
    pub audits: Option<Audits>,
}

/// Visits from above.
#[derive(Debug, Clone, PartialEq)]
pub struct Visits {
    /// The kind of desk that is visited.
    pub desk: DeskKindId,
    /// When they come.
    pub come: Come,
    /// The hours in which they begin.
    pub calendar: CalendarId,
    /// People of the desk who accompany one.
    pub party: u32,
    /// How long one lasts.
    pub lasts: Span,
    /// Hands-on hours before one.
    pub preparation: Option<Dist>,
    /// How long before it is announced.
    pub notice: Span,
    /// Visits of a unit in a week, at most.
    pub at_most: u32,
}

/// When visits come to a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Come {
    /// At a fixed interval, from an instant drawn within the first one on.
    Every(Span),
    /// At random, so many per open hour of the calendar.
    Rate(f64),
}

/// Audits.
#[derive(Debug, Clone, PartialEq)]
pub struct Audits {
    /// The kind of desk that is audited.
    pub desk: DeskKindId,
    /// Time between two audits of a unit.
    pub every: Span,
    /// Hands-on hours of one.
    pub work: Dist,
    /// Chance that something is found.
    pub finding: f64,
    /// Hands-on hours of putting it right.
    pub remedy: Option<Dist>,
    /// Share of the rework of its level that an audit spares for a time.
    pub care: f64,
    /// How long that lasts.
    pub care_lasts: Span,
}

impl Build<'_> {
    pub(super) fn prove_inspections(
        &mut self,
        around: &Around<'_>,
        given: &typed::Inspections,
    ) -> Option<Inspections> {
        let visits = given.visits.as_ref();
        let visits = visits.map(|given| self.prove_visits(around, given));
        let audits = given.audits.as_ref();
        let audits = audits.map(|given| self.prove_audits(around, given));
        Some(Inspections {
            visits: visits.map_or(Some(None), |visits| visits.map(Some))?,
            audits: audits.map_or(Some(None), |audits| audits.map(Some))?,
        })
    }

    fn prove_visits(&mut self, around: &Around<'_>, given: &part::Visits) -> Option<Visits> {
        let calendar = self.calendar(around.names, given.calendar.as_ref());
        let open = around.calendars[calendar].working_hours_per_week();
        let desk = self.desk_named(around, Some(&given.desk))?;
        if given.party.value > 0 {
            self.needs_people(around, desk, given.desk.place, "accompany a visit");
        }
        let desks = around.desks[desk.index()]
            .as_ref()
            .map_or(0, |kind| kind.count);
        let come = match (given.every, given.rate) {
            (Some(every), _) => {
                self.not_too_often("every", every, HOUR);
                Come::Every(every.value)
            }
            (None, rate) => {
                let rate = rate?;
                self.not_too_many("visits", rate.place, rate.value * DAY_H * f64::from(desks));
                Come::Rate(rate.value * WEEK_H / open)
            }
        };
        Some(Visits {
            desk,
            come,
            calendar,
            party: given.party.value,
            lasts: given.lasts,
            preparation: dist(given.preparation.as_ref()),
            notice: given.notice,
            at_most: given.at_most,
        })
    }

    fn prove_audits(&mut self, around: &Around<'_>, given: &part::Audits) -> Option<Audits> {
        self.not_too_often("every", given.every, HOUR);
        Some(Audits {
            desk: self.desk_named(around, Some(&given.desk))?,
            every: given.every.value,
            work: given.work.value.clone(),
            finding: given.finding,
            remedy: dist(given.remedy.as_ref()),
            care: given.care,
            care_lasts: given.care_lasts,
        })
    }
}
