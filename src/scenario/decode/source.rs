//! Where matters come from.

use serde_json::{Value as Json, json};

use super::super::document::Node;
use super::super::quantity::{Limits, large_count, number, positive_time, rate, time};
use super::super::{Arrivals, DatedEvent, Places, Profile, Sine, Source, SurgeState};
use super::category::{ShareList, Shares};
use super::distribution::{Counts, Lasting};
use super::plan::Instant;
use super::trace::trace;
use super::{Choice, Context, Describing, Fields, List, Names, Record, Shape, Text};
use crate::diagnostic::{At, Code, Diagnostic};
use crate::time::Span;

const PLACES: Choice<Places> =
    Choice(&[("residents", Places::Residents), ("equal", Places::Equal)]);

/// The keys of which a source has exactly one, or none with `events`.
const PROCESSES: [&str; 5] = [
    "rate",
    "rate_per_unit",
    "rate_per_resident",
    "interarrival",
    "trace",
];

/// A table of sources.
pub(super) fn sources() -> Names<Record<Source>> {
    Names::of("source", Record::new("source", source))
}

fn source(fields: &mut Fields<'_>) -> Option<Source> {
    let about = "the level at which its matters arise; the lowest unless given";
    let level = fields.optional("level", about, Text);
    let arrivals = arrivals(fields);
    let mix = mix(fields);
    let about = "whether places weigh by residents or equally";
    let places = fields.optional("places", about, PLACES);
    let about = "relative rates over time";
    let profile = fields.optional("profile", about, Record::new("profile", profile));
    let about = "variance over mean of the daily counts, at least 1";
    let limits = Limits::Between(1.0, 1e6);
    let dispersion = fields.optional("dispersion", about, number(limits));
    let batch = fields.optional("batch", "matters that arise together", Counts);
    let about = "states that multiply the rate, visited in turn";
    let surge = fields.optional("surge", about, Record::new("surge", surge));
    let about = "dated episodes";
    let events = fields.optional("events", about, List(Record::new("event", event)));
    let events = events.map_or(Vec::new(), |events| {
        events.value.into_iter().map(|event| event.value).collect()
    });
    let arrivals = arrivals_or_events(fields, arrivals, &events);
    let mix = check_mix(fields, mix, arrivals.as_ref());
    Some(Source {
        level,
        arrivals: arrivals?,
        mix: mix?,
        places: places.map_or(Places::Residents, |places| places.value),
        profile: profile.map_or(Profile::default(), |profile| profile.value),
        dispersion,
        batch,
        surge: surge.map_or(Vec::new(), |surge| surge.value),
        events,
    })
}

/// The arrival process; none when none is given or the one given is wrong.
fn arrivals(fields: &mut Fields<'_>) -> Option<Arrivals> {
    let about = "mean events of the whole source, as a Poisson process, such as \"75.6 / day\"";
    let whole = fields.optional("rate", about, rate()).map(Arrivals::Rate);
    let about = "mean events of each unit of the level, as a Poisson process";
    let by_unit = fields.optional("rate_per_unit", about, rate());
    let about = "mean events of each resident, as a Poisson process";
    let by_resident = fields.optional("rate_per_resident", about, rate());
    let about = "time between events of the whole source, as a renewal process";
    let renewal = fields.optional("interarrival", about, Lasting);
    let about = "real records";
    let records = fields.optional("trace", about, Record::new("trace", trace));
    fields.at_most_one(&PROCESSES);
    whole
        .or(by_unit.map(Arrivals::RatePerUnit))
        .or(by_resident.map(Arrivals::RatePerResident))
        .or(renewal.map(Arrivals::Interarrival))
        .or(records.map(|records| Arrivals::Trace(Box::new(records.value))))
}

/// A source without a process lives of its events, each of which must then bring cases.
fn arrivals_or_events(
    fields: &mut Fields<'_>,
    arrivals: Option<Arrivals>,
    events: &[DatedEvent],
) -> Option<Arrivals> {
    if arrivals.is_some() || !fields.present(&PROCESSES).is_empty() {
        return arrivals;
    }
    if fields.key_place("events").is_some() {
        for event in events.iter().filter(|event| event.cases.is_none()) {
            let message = "the source has no rate, so its event must bring `cases`";
            fields.report(
                Diagnostic::error(Code::MissingKey, event.at.place, message)
                    .help("add `cases` to the event, or a rate to the source"),
            );
        }
        return Some(Arrivals::EventsOnly);
    }
    let message = format!(
        "{} does not say how often matters arise",
        fields.table_name()
    );
    let place = fields.place();
    fields.report(Diagnostic::error(Code::ConflictingKeys, place, message).help(
        "add one of `rate`, `rate_per_unit`, `rate_per_resident`, `interarrival`, `trace`, `events`",
    ));
    None
}

/// The shares by category, from `mix` or from `category`.
fn mix(fields: &mut Fields<'_>) -> Option<At<ShareList>> {
    let about = "shares of the categories, which sum to 1";
    let mix = fields.optional("mix", about, Shares { what: "category" });
    let category = fields.optional("category", "the only category", Text);
    fields.at_most_one(&["mix", "category"]);
    mix.or(category.map(|category| {
        let place = category.place;
        At::new(vec![(category, 1.0)], place)
    }))
}

/// A trace may name the categories itself; every other source must.
fn check_mix(
    fields: &mut Fields<'_>,
    mix: Option<At<ShareList>>,
    arrivals: Option<&Arrivals>,
) -> Option<At<ShareList>> {
    let is_written = !fields.present(&["mix", "category"]).is_empty();
    let is_broken_trace = arrivals.is_none() && fields.key_place("trace").is_some();
    if is_written || is_broken_trace {
        return mix;
    }
    if let Some(Arrivals::Trace(trace)) = arrivals
        && trace.category.is_some()
    {
        return Some(At::nowhere(Vec::new()));
    }
    let message = format!(
        "{} does not say which categories arise",
        fields.table_name()
    );
    let place = fields.place();
    fields.report(
        Diagnostic::error(Code::MissingKey, place, message)
            .help("add `category = \"…\"` or `mix = { first = 0.7, second = 0.3 }`"),
    );
    None
}

/// A list of a fixed number of weights, of which one at least is positive.
struct Weights(usize);

impl Shape for Weights {
    type Value = Vec<f64>;

    fn read(&self, node: &Node, context: &mut Context) -> Option<Vec<f64>> {
        let weights = List(number(Limits::NotNegative)).read(node, context)?;
        let found = weights.len();
        if found != self.0 {
            let message = format!(
                "`{}` has {found} weights and needs {}",
                context.key(),
                self.0
            );
            context.error(Code::ListLength, node.place, message);
            return None;
        }
        let weights: Vec<f64> = weights.into_iter().map(|weight| weight.value).collect();
        if weights.iter().all(|weight| *weight == 0.0) {
            let message = format!("`{}` has no weight above 0", context.key());
            context.error(Code::OutOfRange, node.place, message);
            return None;
        }
        Some(weights)
    }

    fn describe(&self, _: &mut Describing) -> Json {
        json!({
            "type": "array", "minItems": self.0, "maxItems": self.0,
            "items": { "type": "number", "minimum": 0 },
        })
    }
}

fn profile(fields: &mut Fields<'_>) -> Option<Profile> {
    let hour = fields.optional("hour", "24 weights from midnight", Weights(24));
    let weekday = fields.optional("weekday", "7 weights from Monday", Weights(7));
    let month = fields.optional("month", "12 weights from January", Weights(12));
    let about = "factor on the holidays of `calendar`";
    let holiday = fields.optional("holiday", about, number(Limits::NotNegative));
    let calendar = fields.optional("calendar", "calendar with the holidays", Text);
    let sine = fields.optional("sine", "a sinusoid", Record::new("sine", sine));
    let holiday = match (holiday, calendar) {
        (Some(factor), Some(calendar)) => Some((factor, calendar)),
        (Some(factor), None) if fields.key_place("calendar").is_none() => {
            let message = "`holiday` needs the `calendar` that has the holidays";
            fields.report(
                Diagnostic::error(Code::MissingKey, factor.place, message)
                    .help("add `calendar = \"…\"` beside it"),
            );
            None
        }
        (_, _) => None,
    };
    Some(Profile {
        hour,
        weekday,
        month,
        holiday,
        sine: sine.map(|sine| sine.value),
    })
}

fn sine(fields: &mut Fields<'_>) -> Option<Sine> {
    let period = fields.required("period", "length of one wave", positive_time());
    let about = "relative amplitude, from 0 to 1";
    let amplitude = fields.required("amplitude", about, number(Limits::Between(-1.0, 1.0)));
    let peak = fields.optional("peak", "the first peak after the start", time());
    Some(Sine {
        period: period?,
        amplitude: amplitude?,
        peak: peak.map_or(Span::from_ticks(0), |peak| peak.value),
    })
}

fn surge(fields: &mut Fields<'_>) -> Option<Vec<SurgeState>> {
    let about = "states in the order of their visits";
    let states = List(Record::new("surge state", surge_state));
    let states = fields.required("states", about, states)?;
    let place = states.place;
    let states: Vec<SurgeState> = states.value.into_iter().map(|state| state.value).collect();
    if states.len() < 2 {
        let message = "a surge needs at least two states to change between";
        fields.report(Diagnostic::error(Code::ListLength, place, message));
    }
    Some(states)
}

fn surge_state(fields: &mut Fields<'_>) -> Option<SurgeState> {
    let factor = fields.required("factor", "factor on the rate", number(Limits::NotNegative));
    let lasts = fields.required("lasts", "time spent in it at a visit", Lasting);
    Some(SurgeState {
        factor: factor?,
        lasts: lasts?,
    })
}

fn event(fields: &mut Fields<'_>) -> Option<DatedEvent> {
    let at = fields.required("at", "local date and time of its start", Instant);
    let lasts = fields.required("lasts", "how long it lasts", positive_time());
    let about = "factor on the rate meanwhile";
    let factor = fields.optional("factor", about, number(Limits::NotNegative));
    let about = "matters added, spread evenly over the episode";
    let cases = fields.optional("cases", about, large_count(0));
    if fields.present(&["factor", "cases"]).is_empty() {
        let place = fields.place();
        let message = "the event changes nothing";
        fields.report(
            Diagnostic::error(Code::MissingKey, place, message).help("add `factor` or `cases`"),
        );
    }
    Some(DatedEvent {
        at: at?,
        lasts: lasts?,
        factor,
        cases,
    })
}
