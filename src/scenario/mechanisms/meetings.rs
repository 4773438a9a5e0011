//! `[mechanisms.meetings]` as typed: recurring meetings of whole desks.

use crate::diagnostic::{At, Code, Diagnostic};
use crate::scenario::Named;
use crate::scenario::decode::{Fields, List, Names, Record, Text};
use crate::scenario::quantity::{positive_time, time};
use crate::time::Span;

/// Meetings, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Meetings {
    /// Series of meetings, in file order.
    pub series: Vec<Named<Series>>,
}

/// Meetings that come again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// All desks of a level.
    pub level: Option<At<String>>,
    /// Some desks.
    pub desks: Option<Vec<At<String>>>,
    /// Time between two meetings.
    pub every: At<Span>,
    /// When the first one begins.
    pub first: At<Span>,
    /// How long one lasts.
    pub lasts: At<Span>,
    /// How late somebody may come; whoever has no time until then misses it.
    pub at_most_wait: Option<Span>,
}

/// When the first meeting begins unless something else is given: nine in the morning of the first day.
const FIRST: Span = Span::from_ticks(9 * crate::time::TICKS_PER_HOUR);

pub(super) fn fields(fields: &mut Fields<'_>) -> Option<Meetings> {
    let series = Names::of(
        "series of meetings",
        Record::new("series of meetings", series),
    );
    let series = fields.optional(
        "series",
        "meetings that come again and again, by name",
        series,
    );
    Some(Meetings {
        series: series.map_or(Vec::new(), |series| series.value),
    })
}

fn series(fields: &mut Fields<'_>) -> Option<Series> {
    let about = "level all of whose desks meet, unit by unit";
    let level = fields.optional("level", about, Text);
    let about = "desks that meet, unit by unit";
    let desks = fields.optional("desks", about, List(Text));
    fields.at_most_one(&["level", "desks"]);
    let about = "clock time between two meetings";
    let every = fields.required("every", about, positive_time());
    let about = "clock time from the start to the first meeting; 9 h unless given";
    let first = fields.optional("first", about, time());
    let about = "clock time that one lasts";
    let lasts = fields.required("lasts", about, positive_time());
    let about = "how late somebody may come, until its end unless given";
    let at_most_wait = fields.optional("at_most_wait", about, time());
    if fields.present(&["level", "desks"]).is_empty() {
        let message = format!("{} says not who meets", fields.table_name());
        let place = fields.place();
        fields.report(
            Diagnostic::error(Code::MissingKey, place, message)
                .help("add `level = \"…\"` or `desks = [\"…\"]`"),
        );
    }
    Some(Series {
        level,
        desks: desks.map(|desks| desks.value),
        every: every?,
        first: first.unwrap_or(At::nowhere(FIRST)),
        lasts: lasts?,
        at_most_wait: at_most_wait.map(|wait| wait.value),
    })
}
