//! The run plan, the extra measures, and the calendars.

use jiff::civil::{Date, DateTime};
use serde_json::{Value as Json, json};

use super::super::document::{Node, Value, shortened};
use super::super::quantity::{Amount, Limits, count_to, large_count, number, positive_time, time};
use super::super::{CalendarText, Cycle, Measures, Plan, StartingBacklog};
use super::distribution::Distribution;
use super::week::{Weekday, Weeks};
use super::{Context, Describing, Fields, List, Record, Shape, Text, items};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::time::Span;

/// Longest simulated time, in years.
const LONGEST_HORIZON: f64 = 200.0;

/// Most replications.
const MOST_REPLICATIONS: u32 = 100_000;

/// The first Monday that starts a year since the turn of the century but one.
const DEFAULT_START: DateTime = jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0);

/// Most days in one span of dates.
const LONGEST_SPAN: i32 = 3_660;

pub(super) fn plan(fields: &mut Fields<'_>) -> Option<Plan> {
    let start = fields.optional(
        "start",
        "local date, or date and time, of time zero",
        Instant,
    );
    let about = "simulated time from the start, warm-up included";
    let horizon = fields.required(
        "horizon",
        about,
        positive_time().at_most_years(LONGEST_HORIZON),
    );
    let about = "time at the start that is simulated and not measured";
    let warm_up = fields.optional("warm_up", about, time().at_most_years(LONGEST_HORIZON));
    let replications = fields.optional("replications", "number of replications", replications());
    let seed = fields.optional("seed", "seed of all random numbers", WholeNumber);
    let about = "confidence of every interval";
    let confidence = fields.optional("confidence", about, number(Limits::Inside(0.0, 1.0)));
    let baseline = fields.optional("baseline", "design the others are compared with", Text);
    let backlog = fields.optional(
        "starting_backlog",
        "cases open at the start",
        Record::new("starting backlog", starting_backlog),
    );
    Some(Plan {
        start: start.map_or(DEFAULT_START, |start| start.value),
        horizon: horizon?,
        warm_up: warm_up.unwrap_or(At::nowhere(Span::from_ticks(0))),
        replications: replications.unwrap_or(At::nowhere(30)),
        seed: seed.map_or(1, |seed| seed.value),
        confidence: confidence.unwrap_or(At::nowhere(0.95)),
        baseline,
        starting_backlog: backlog.map(|backlog| backlog.value),
    })
}

fn replications() -> Amount<u32> {
    count_to(1, MOST_REPLICATIONS).code(Code::Replications)
}

/// A whole number that is only a name, such as a seed.
struct WholeNumber;

impl Shape for WholeNumber {
    type Value = u64;

    fn read(&self, node: &Node, context: &mut Context) -> Option<u64> {
        let number = match node.value {
            Value::Integer(number) => u64::try_from(number).ok(),
            _ => None,
        };
        if number.is_none() {
            context.wrong_type(node, "a whole number that is not negative", "write `1`");
        }
        number
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "integer", "minimum": 0 })
    }
}

fn starting_backlog(fields: &mut Fields<'_>) -> Option<StartingBacklog> {
    let cases = fields.required("cases", "how many", large_count(0));
    let age = fields.required("age", "how long each has been open", Distribution);
    let source = fields.required("source", "the source whose mix and places they have", Text);
    Some(StartingBacklog {
        cases: cases?,
        age: age?,
        source: source?,
    })
}

pub(super) fn measures(fields: &mut Fields<'_>) -> Option<Measures> {
    let about = "share of closed cases whose lead time exceeds each";
    let lead_time_over = fields.optional("lead_time_over", about, List(time()));
    let about = "share of closed cases whose queue wait exceeds each";
    let wait_over = fields.optional("wait_over", about, List(time()));
    let about = "open cases at each phase of a cycle";
    let cycle = fields.optional("cycle", about, Record::new("cycle", cycle));
    Some(Measures {
        lead_time_over: lead_time_over.map_or(Vec::new(), |list| list.value),
        wait_over: wait_over.map_or(Vec::new(), |list| list.value),
        cycle: cycle.map(|cycle| cycle.value),
    })
}

fn cycle(fields: &mut Fields<'_>) -> Option<Cycle> {
    let period = fields.required("period", "length of the cycle", positive_time());
    let about = "step between samples, which divides the period";
    let every = fields.required("every", about, positive_time());
    Some(Cycle {
        period: period?,
        every: every?,
    })
}

pub(super) fn calendar(fields: &mut Fields<'_>) -> Option<CalendarText> {
    let about = "opening hours by weekday, such as { mon-fri = \"08:30-12:00, 13:30-17:30\" }";
    let week = fields.required("week", about, Weeks);
    let about = "dates closed, each a date or \"2017-05-01..2017-05-03\"";
    let holidays = fields.optional("holidays", about, Dates);
    let about = "dates worked although the week says otherwise";
    let make_up_days = fields.optional("make_up_days", about, Dates);
    let about = "weekday whose hours make-up days have; Monday unless given";
    let make_up_as = fields.optional("make_up_as", about, Weekday);
    Some(CalendarText {
        week: week?,
        holidays: holidays.map_or(Vec::new(), |dates| dates.value),
        make_up_days: make_up_days.map_or(Vec::new(), |dates| dates.value),
        make_up_as: make_up_as.map_or(0, |day| day.value),
    })
}

/// A local date and time; a date alone is its midnight.
pub(crate) struct Instant;

impl Shape for Instant {
    type Value = DateTime;

    fn read(&self, node: &Node, context: &mut Context) -> Option<DateTime> {
        let Value::Datetime(written) = &node.value else {
            let help = "write `2017-03-06` or `2017-03-06T08:00:00`, without quotes";
            context.wrong_type(node, "a date or a date and time", help);
            return None;
        };
        let text = written.to_string();
        let read = match (written.date, written.time, written.offset) {
            (Some(_), None, None) => text
                .parse::<Date>()
                .ok()
                .map(|date| date.to_datetime(jiff::civil::Time::midnight())),
            (Some(_), Some(_), None) => text.parse::<DateTime>().ok(),
            _ => None,
        };
        if read.is_none() {
            let message = format!("`{}` is `{text}` and must be a local date", context.key());
            context.found.push(
                Diagnostic::error(Code::Date, node.place, message)
                    .help("write `2017-03-06` or `2017-03-06T08:00:00`, without a time zone"),
            );
        }
        read
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "string", "anyOf": [{ "format": "date" }, { "format": "date-time" }] })
    }
}

/// A list of dates and spans of dates, spread out day by day.
struct Dates;

impl Shape for Dates {
    type Value = Vec<At<Date>>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let Some(items) = items(node) else {
            context.wrong_type(node, "a list of dates", "put it in brackets: `[…]`");
            return None;
        };
        let mut dates = Vec::new();
        let mut complete = true;
        for item in items {
            match span_of_dates(item) {
                Some((first, last)) => {
                    let mut day = Some(first);
                    while let Some(date) = day.filter(|date| *date <= last) {
                        dates.push(At::new(date, item.place));
                        day = date.tomorrow().ok();
                    }
                }
                None => {
                    complete = false;
                    report_date(item, item.place, context);
                }
            }
        }
        complete.then_some(dates)
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "array", "items": { "type": "string" } })
    }
}

fn report_date(node: &Node, place: Place, context: &mut Context) {
    let found = match &node.value {
        Value::Text(text) => format!("`{}`", shortened(text)),
        _ => node.found(),
    };
    let message = format!("{found} is not a date or a span of at most ten years of dates");
    context.found.push(
        Diagnostic::error(Code::Date, place, message)
            .help("write `2017-04-04` or `\"2017-05-01..2017-05-03\"`"),
    );
}

/// First and last day of a date or of a text such as `2017-05-01..2017-05-03`.
fn span_of_dates(node: &Node) -> Option<(Date, Date)> {
    let (first, last) = match &node.value {
        Value::Datetime(written) if written.time.is_none() => {
            let date: Date = written.to_string().parse().ok()?;
            (date, date)
        }
        Value::Text(text) => {
            let (first, last) = text.split_once("..").unwrap_or((text, text));
            (day(first)?, day(last)?)
        }
        _ => return None,
    };
    let days = first.until(last).ok()?.get_days();
    (0..=LONGEST_SPAN).contains(&days).then_some((first, last))
}

/// A date such as `2017-05-01` and nothing more.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let plain = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| plain)
}
