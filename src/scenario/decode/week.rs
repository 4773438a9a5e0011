//! Opening hours by weekday, as text.

use serde_json::{Value as Json, json};

use super::super::document::{Node, shortened};
use super::{Context, Describing, Shape};
use crate::diagnostic::{At, Code, Diagnostic, Place};
use crate::time::Span;

/// Names of the weekdays, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const MINUTES_A_DAY: u32 = 24 * 60;

/// A weekday by name, Monday being 0.
pub(super) struct Weekday;

impl Shape for Weekday {
    type Value = usize;

    fn read(&self, node: &Node, context: &mut Context) -> Option<usize> {
        let Some(text) = node.text() else {
            context.wrong_type(node, "a weekday", "write `\"mon\"`");
            return None;
        };
        let day = DAYS.iter().position(|day| *day == text);
        if day.is_none() {
            let message = format!("`{}` is not a weekday", shortened(text));
            report(node.place, message, context);
        }
        day
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({ "type": "string", "enum": DAYS })
    }
}

/// A table from weekdays, or spans of them, to opening hours.
pub(super) struct Weeks;

impl Shape for Weeks {
    type Value = [Vec<(Span, Span)>; 7];

    fn read(&self, node: &Node, context: &mut Context) -> Option<Self::Value> {
        let Some(entries) = node.table() else {
            let help = "write `{ mon-fri = \"08:30-12:00, 13:30-17:30\" }`";
            context.wrong_type(node, "a table of weekdays", help);
            return None;
        };
        let mut week: [Vec<(Span, Span)>; 7] = Default::default();
        let mut written: [Option<Place>; 7] = [None; 7];
        let mut complete = true;
        for (name, hours) in entries {
            let days = days(name, context);
            let hours = context.inside(&name.value, |context| periods(hours, context));
            let (Some(days), Some(hours)) = (days, hours) else {
                complete = false;
                continue;
            };
            for day in days {
                if let Some(before) = written[day].replace(name.place) {
                    let message = format!("`{}` is given hours twice", DAYS[day]);
                    context.found.push(
                        Diagnostic::error(Code::DuplicateName, name.place, message)
                            .label(before, "the other"),
                    );
                    complete = false;
                }
                week[day].clone_from(&hours);
            }
        }
        complete.then_some(week)
    }

    fn describe(&self, _: &mut Describing) -> Json {
        let pattern = format!("^({0})(-({0}))?$", DAYS.join("|"));
        json!({
            "type": "object",
            "patternProperties": { pattern: { "type": "string" } },
            "additionalProperties": false,
        })
    }
}

fn report(place: Place, message: String, context: &mut Context) {
    context.found.push(Diagnostic::error(Code::Week, place, message).help(
        "write a weekday `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun` or a span such as `mon-fri`",
    ));
}

/// The weekdays of a key such as `mon` or `mon-fri`; a span may run over the weekend.
fn days(name: &At<String>, context: &mut Context) -> Option<Vec<usize>> {
    let index = |text: &str| DAYS.iter().position(|day| *day == text.trim());
    let (first, last) = name
        .value
        .split_once('-')
        .unwrap_or((&name.value, &name.value));
    let (Some(first), Some(last)) = (index(first), index(last)) else {
        let message = format!(
            "`{}` is not a weekday or a span of weekdays",
            shortened(&name.value)
        );
        report(name.place, message, context);
        return None;
    };
    let length = (last + 7 - first) % 7;
    Some((0..=length).map(|step| (first + step) % 7).collect())
}

/// The periods of a text such as `08:30-12:00, 13:30-17:30`, in order; an empty text is a closed day.
fn periods(node: &Node, context: &mut Context) -> Option<Vec<(Span, Span)>> {
    let Some(text) = node.text() else {
        context.wrong_type(
            node,
            "opening hours",
            "write `\"08:30-12:00, 13:30-17:30\"`",
        );
        return None;
    };
    let mut periods: Vec<(u32, u32)> = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let clocks = part
            .split_once('-')
            .and_then(|(from, to)| Some((clock(from)?, clock(to)?)));
        let Some((from, to)) = clocks else {
            let message = format!("`{}` is not a period of opening hours", shortened(part));
            context.found.push(
                Diagnostic::error(Code::Week, node.place, message)
                    .help("write `08:30-12:00`, with `24:00` for the end of the day"),
            );
            return None;
        };
        let wrong = if from >= to {
            Some("ends before it starts")
        } else if periods.last().is_some_and(|(_, before)| from < *before) {
            Some("starts before the period before it ends")
        } else {
            None
        };
        if let Some(wrong) = wrong {
            context.error(Code::CalendarOrder, node.place, format!("`{part}` {wrong}"));
            return None;
        }
        periods.push((from, to));
    }
    let span = |minutes: u32| Span::from_ticks(i64::from(minutes) * 60_000);
    Some(
        periods
            .into_iter()
            .map(|(from, to)| (span(from), span(to)))
            .collect(),
    )
}

/// Minutes since midnight of a text such as `08:30`, at most `24:00`.
fn clock(text: &str) -> Option<u32> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str, most: usize| {
        let plain = !text.is_empty()
            && text.len() <= most
            && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| plain)
    };
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= MINUTES_A_DAY).then_some(total)
}
