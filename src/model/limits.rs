//! What a file may ask of time and memory beyond the matters themselves: events that happen by the clock.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::build::{Build, grouped};
use crate::scenario::{OutageScope, Staff};
use crate::time::Span;

/// The largest number of visits of a modulating chain to its states in a run; the path is kept in memory.
const SURGE_VISITS_MAX: f64 = 1_000_000.0;
/// The largest number of breakdowns or vacations of one desk in a run.
const DESK_EVENTS_MAX: f64 = 10_000_000.0;
/// The largest number of samples of a cycle in a run, and of phases in a cycle.
const SAMPLES_MAX: f64 = 10_000_000.0;
const PHASES_MAX: i64 = 100_000;
/// The largest number of dated matters and of cases open at the start; they are drawn before the run.
const DRAWN_AHEAD_MAX: u64 = 5_000_000;

impl Build<'_> {
    /// Refuses what would take more time or memory than any use of it is worth.
    pub(super) fn limits(&mut self) {
        self.limit_cycle();
        self.limit_drawn_ahead();
        let horizon_h = self.scenario.plan.horizon.value.to_hours();
        for source in &self.scenario.sources {
            let states = &source.item.surge;
            let round_h: f64 = states.iter().map(|state| state.lasts.value.mean()).sum();
            if let Some(first) = states.first() {
                let visits = horizon_h / round_h * states.len() as f64;
                self.at_most(
                    "visits to the states of a surge",
                    visits,
                    SURGE_VISITS_MAX,
                    first.lasts.place,
                );
            }
        }
        for desk in &self.scenario.desks {
            let people = match &desk.item.staff.value {
                Staff::Unlimited => 1.0,
                Staff::Groups(groups) => groups
                    .iter()
                    .map(|group| f64::from(group.count.value))
                    .sum(),
            };
            if let Some(outage) = &desk.item.outage {
                let round_h = outage.up.value.mean() + outage.down.value.mean();
                let each = if outage.scope == OutageScope::Person {
                    people
                } else {
                    1.0
                };
                self.at_most(
                    "breakdowns",
                    horizon_h / round_h * each,
                    DESK_EVENTS_MAX,
                    outage.up.place,
                );
            }
            if let Some(vacation) = &desk.item.vacation {
                let count = horizon_h / vacation.value.mean() * people;
                self.at_most("vacations", count, DESK_EVENTS_MAX, vacation.place);
            }
        }
    }

    fn limit_cycle(&mut self) {
        let Some(cycle) = &self.scenario.measures.cycle else {
            return;
        };
        let (period, every) = (cycle.period.value, cycle.every.value);
        if every <= Span::ZERO {
            return;
        }
        let phases = period.ticks() / every.ticks();
        let samples = self.scenario.plan.horizon.value.ticks() as f64 / every.ticks() as f64;
        self.at_most(
            "phases of a cycle",
            phases as f64,
            PHASES_MAX as f64,
            cycle.every.place,
        );
        self.at_most(
            "samples of a cycle",
            samples,
            SAMPLES_MAX,
            cycle.every.place,
        );
    }

    fn limit_drawn_ahead(&mut self) {
        if let Some(backlog) = &self.scenario.plan.starting_backlog {
            self.at_most(
                "cases open at the start",
                backlog.cases.value as f64,
                DRAWN_AHEAD_MAX as f64,
                backlog.cases.place,
            );
        }
        for source in &self.scenario.sources {
            let mut dated = source
                .item
                .events
                .iter()
                .filter_map(|event| event.cases.as_ref());
            let total: f64 = dated.clone().map(|cases| cases.value as f64).sum();
            if let Some(last) = dated.next_back() {
                self.at_most(
                    "dated matters of a source",
                    total,
                    DRAWN_AHEAD_MAX as f64,
                    last.place,
                );
            }
        }
    }

    fn at_most(&mut self, what: &str, count: f64, most: f64, place: Place) {
        if count > most {
            let message = format!(
                "{} {what} are expected in a run; the most are {}",
                grouped(count as u64),
                grouped(most as u64)
            );
            self.found.push(
                Diagnostic::error(Code::TooLarge, place, message)
                    .help("make it longer or rarer, or shorten `horizon`"),
            );
        }
    }
}
