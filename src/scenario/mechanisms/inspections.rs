//! `[mechanisms.inspections]` as typed: visits from above, and audits.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::TimeDist;
use crate::scenario::decode::{Distribution, Fields, Record, Text};
use crate::scenario::quantity::{count_to, positive_time, rate, share, time};
use crate::time::Span;

/// Inspections, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspections {
    /// Visits from above.
    pub visits: Option<Visits>,
    /// Audits.
    pub audits: Option<Audits>,
}

/// Visits from above, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Visits {
    /// The desk that is visited.
    pub desk: At<String>,
    /// Time between two visits of a unit.
    pub every: Option<At<Span>>,
    /// Visits of a unit per hour, as the mean of a plain week.
    pub rate: Option<At<f64>>,
    /// The hours in which they come.
    pub calendar: Option<At<String>>,
    /// People of the desk who accompany one.
    pub party: At<u32>,
    /// How long one lasts.
    pub lasts: Span,
    /// Work before one.
    pub preparation: Option<TimeDist>,
    /// How long before it is announced.
    pub notice: Span,
    /// Visits of a unit in a week, at most.
    pub at_most: u32,
}

/// Audits, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Audits {
    /// The desk that is audited.
    pub desk: At<String>,
    /// Time between two audits of a unit.
    pub every: At<Span>,
    /// Work of one.
    pub work: TimeDist,
    /// Chance that something is found.
    pub finding: f64,
    /// Work of putting it right.
    pub remedy: Option<TimeDist>,
    /// Share of the rework of its level that an audit spares for a time.
    pub care: f64,
    /// How long that lasts.
    pub care_lasts: Span,
}

/// The most people who accompany a visit.
const PARTY_MOST: u32 = 10_000;
/// The most visits of a unit in a week.
const A_WEEK_MOST: u32 = 1_000;

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Inspections> {
    let visits = fields.optional("visits", "visits from above", Record::new("visits", visits));
    let audits = fields.optional("audits", "audits", Record::new("audits", audits));
    Some(Inspections {
        visits: visits.map(|visits| visits.value),
        audits: audits.map(|audits| audits.value),
    })
}

fn visits(fields: &mut Fields<'_>) -> Option<Visits> {
    let about = "desk that is visited, one in each unit";
    let desk = fields.required("desk", about, Text);
    let about = "clock time between two visits of a unit";
    let every = fields.optional("every", about, positive_time());
    let about = "visits of a unit at random, as the mean of a plain week";
    let rate = fields.optional("rate", about, rate());
    fields.at_most_one(&["every", "rate"]);
    if fields.present(&["every", "rate"]).is_empty() {
        let message = format!("{} says not how often", fields.table_name());
        let place = fields.place();
        fields.report(
            Diagnostic::error(Code::MissingKey, place, message)
                .help("add `every = \"2 weeks\"` or `rate = \"0.5 / week\"`"),
        );
    }
    let about = "hours in which visits begin; at any time unless given";
    let calendar = fields.optional("calendar", about, Text);
    let about = "people of the desk who accompany a visit; 1 unless given";
    let party = fields.optional("party", about, count_to(0, PARTY_MOST));
    let about = "clock time that a visit lasts";
    let lasts = fields.required("lasts", about, positive_time());
    let about = "work of the desk before a visit; none unless given";
    let preparation = fields.optional("preparation", about, Distribution);
    let about = "clock time before a visit at which it is announced; none unless given";
    let notice = fields.optional("notice", about, time());
    let about = "visits of a unit in a week, at most; 20 unless given";
    let at_most = fields.optional("at_most", about, count_to(0, A_WEEK_MOST));
    Some(Visits {
        desk: desk?,
        every,
        rate,
        calendar,
        party: party.unwrap_or(At::nowhere(1)),
        lasts: lasts?.value,
        preparation,
        notice: notice.map_or(Span::ZERO, |notice| notice.value),
        at_most: at_most.map_or(20, |most| most.value),
    })
}

fn audits(fields: &mut Fields<'_>) -> Option<Audits> {
    let about = "desk that is audited, one in each unit";
    let desk = fields.required("desk", about, Text);
    let about = "clock time between two audits of a unit";
    let every = fields.required("every", about, positive_time());
    let work = fields.required("work", "work of the desk at an audit", Distribution);
    let about = "chance that an audit finds something; 0 unless given";
    let finding = fields.optional("finding", about, share());
    let about = "work of putting right what is found; none unless given";
    let remedy = fields.optional("remedy", about, Distribution);
    let about = "share of the rework of the unit that an audit spares for a time; 0 unless given";
    let care = fields.optional("care", about, share());
    let about = "clock time that this lasts; 2 weeks unless given";
    let care_lasts = fields.optional("care_lasts", about, time());
    Some(Audits {
        desk: desk?,
        every: every?,
        work: work?,
        finding: finding.map_or(0.0, |finding| finding.value),
        remedy,
        care: care.map_or(0.0, |care| care.value),
        care_lasts: care_lasts.map_or(Span::from_days(14.0), |lasts| lasts.value),
    })
}
