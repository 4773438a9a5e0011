//! One replication's results: a value, or none, for every measure of a design.
//!
//! A [`Measure`] says what a value is about, its name with the unit last, and which way is better; the list of a design
//! is fixed by its model, so that values of different replications and designs can be lined up by it.

use serde::Serialize;

use crate::engine::{AGE_CLASSES, DeskLedger, Flow, Ledger};
pub use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Model, Staff};
use crate::random::Replication;
use crate::time::{Span, TICKS_PER_HOUR};

pub use definitions::definition;
pub use times::Times;
pub use trend::Trend;

mod burden;
mod definitions;
mod flow;
mod mechanisms;
pub mod metric;
pub mod published;
pub mod times;
mod trend;

/// What a measure is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "scope", content = "item")]
pub enum Scope {
    /// The whole organisation.
    All,
    /// One category.
    Category(String),
    /// One level.
    Level(String),
    /// All desks of one kind.
    Desk(String),
    /// One activity.
    Activity(String),
    /// Open cases at the end of one class of age.
    Age(String),
    /// One phase of the sampled cycle.
    Phase(String),
    /// Cases over a stated length of time.
    Over(String),
    /// One mechanism, by its key under `[mechanisms]`.
    Mechanism(String),
}

impl Scope {
    /// The kind of scope, as in columns: `all`, `category`, `level`, `desk`, `activity`, `age`, `phase`, `over`,
    /// `mechanism`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Category(_) => "category",
            Self::Level(_) => "level",
            Self::Desk(_) => "desk",
            Self::Activity(_) => "activity",
            Self::Age(_) => "age",
            Self::Phase(_) => "phase",
            Self::Over(_) => "over",
            Self::Mechanism(_) => "mechanism",
        }
    }

    /// The item within its kind; empty for the whole organisation.
    pub fn item(&self) -> &str {
        match self {
            Self::All => "",
            Self::Category(item)
            | Self::Level(item)
            | Self::Desk(item)
            | Self::Activity(item)
            | Self::Age(item)
            | Self::Phase(item)
            | Self::Over(item)
            | Self::Mechanism(item) => item,
        }
    }
}

/// One thing that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Measure {
    /// What it is about.
    #[serde(flatten)]
    pub scope: Scope,
    /// Its name, unit last.
    pub name: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
}

impl Measure {
    /// Whether no value means that it lies beyond what was seen (a quantile of lead time that too many cases still open at
    /// the end have not reached), and not that there was nothing to measure.
    pub fn is_censored(&self) -> bool {
        self.name.starts_with("lead_time_p")
    }
}

/// The results of one replication of one design.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which replication.
    pub replication: Replication,
    /// One value a measure, in the order of [`measures`].
    pub values: Vec<Option<f64>>,
    /// Open cases by day (or by the step of a long run), from the start of the run.
    pub trajectory: Vec<u32>,
    /// Balance of cases over the whole run.
    pub flow: Flow,
    /// Hash of the stream: equal for all designs of a replication.
    pub stream_hash: u64,
    /// Matters of the stream: equal for all designs of a replication. Mechanisms may make more cases of them, or fewer.
    pub matters: u64,
    /// Exact laws that do not hold; always empty, or the engine is wrong.
    pub broken_laws: Vec<&'static str>,
    /// The times of its cases, of which quantiles are taken.
    pub times: Times,
}

/// Takes a measure and its value.
type Each<'a> = dyn FnMut(Measure, Option<f64>) + 'a;

/// All measures of a design, in the order of the values of its outcomes.
pub fn measures(model: &Model) -> Vec<Measure> {
    let empty = Run::empty(model);
    let mut list = Vec::new();
    empty.each(&mut |measure, _| list.push(measure));
    list
}

/// What a finished run leaves: the input of every measure.
pub(crate) struct Run<'a> {
    pub(crate) model: &'a Model,
    pub(crate) ledger: Ledger,
    /// Sums over the desks of each kind.
    pub(crate) kinds: Vec<DeskLedger>,
    /// Largest and smallest share of duty in service among the desks of each kind.
    pub(crate) extremes: Vec<Option<(f64, f64)>>,
}

impl<'a> Run<'a> {
    fn empty(model: &'a Model) -> Self {
        let kinds = model.desk_kinds.len();
        Self {
            model,
            ledger: Ledger::new(model),
            kinds: vec![DeskLedger::default(); kinds],
            extremes: vec![None; kinds],
        }
    }

    pub(crate) fn new(model: &'a Model, ledger: Ledger, desks: &[DeskLedger]) -> Self {
        let mut run = Self {
            ledger,
            ..Self::empty(model)
        };
        for (at, kind) in model.desk_kinds.iter().enumerate() {
            let desks = &desks[kind.first as usize..(kind.first + kind.count) as usize];
            desks.iter().for_each(|desk| run.kinds[at].merge(desk));
            let used = || desks.iter().filter_map(utilisation);
            run.extremes[at] = used().reduce(f64::max).zip(used().reduce(f64::min));
        }
        run
    }

    /// The outcome, with the exact laws checked; of the stream, its hash and the number of its matters.
    pub(crate) fn outcome(
        self,
        desks: &[DeskLedger],
        replication: Replication,
        stream: (u64, u64),
    ) -> Outcome {
        let mut values = Vec::new();
        self.each(&mut |_, value| values.push(value));
        Outcome {
            replication,
            values,
            broken_laws: self.broken_laws(desks),
            times: Times {
                lead: self.ledger.lead,
                wait: self.ledger.wait,
            },
            flow: self.ledger.flow,
            trajectory: self.ledger.trajectory,
            stream_hash: stream.0,
            matters: stream.1,
        }
    }

    /// Names the exact laws that the books break.
    fn broken_laws(&self, desks: &[DeskLedger]) -> Vec<&'static str> {
        let ledger = &self.ledger;
        let laws = [
            (
                "created + reopened = closed + open + abandoned + merged",
                ledger.flow.is_conserved(),
            ),
            (
                "Little's law: backlog area = time of all cases in the window",
                ledger.open.area == ledger.time_in_window,
            ),
            ("backlog by level adds up to the backlog", {
                ledger.open_at.iter().map(|level| level.area).sum::<i128>() == ledger.open.area
            }),
            (
                "the split of lead times adds up to them",
                ledger.split.iter().sum::<i128>() == ledger.lead_ticks,
            ),
            (
                "activities add up to service time",
                desks.iter().all(DeskLedger::is_conserved),
            ),
            (
                "service in duty is at most duty",
                self.is_within_duty(desks),
            ),
        ];
        laws.into_iter()
            .filter(|(_, holds)| !holds)
            .map(|(law, _)| law)
            .collect()
    }

    fn is_within_duty(&self, desks: &[DeskLedger]) -> bool {
        self.model.desk_kinds.iter().all(|kind| {
            matches!(kind.staff, Staff::Unlimited(_))
                || desks[kind.first as usize..(kind.first + kind.count) as usize]
                    .iter()
                    .all(|desk| desk.busy - desk.overtime <= desk.duty)
        })
    }

    /// Calls `each` with every measure in order.
    fn each(&self, each: &mut Each) {
        self.each_flow(each);
        self.each_burden(each);
        self.each_part(each);
    }

    fn each_part(&self, each: &mut Each) {
        self.each_level(each);
        self.each_desk(each);
        self.each_category(each);
        for ((name, _), count) in AGE_CLASSES.iter().zip(self.ledger.ages) {
            let scope = Scope::Age((*name).to_owned());
            each(
                measure(scope, "open_end_cases", Unit::Cases, Better::Lower),
                Some(count as f64),
            );
        }
        self.each_over(each);
        self.each_phase(each);
        self.each_mechanism(each);
    }

    fn each_over(&self, each: &mut Each) {
        let closed: u64 = self
            .ledger
            .categories
            .iter()
            .map(|category| category.closed)
            .sum();
        let measures = &self.model.measures;
        let lead = measures.lead_time_over.iter().zip(&self.ledger.lead_over);
        for (limit, &count) in lead {
            let scope = Scope::Over(hours_label(*limit));
            each(
                measure(scope, "lead_time_over_share", Unit::Share, Better::Lower),
                ratio(count, closed),
            );
        }
        let wait = measures.wait_over.iter().zip(&self.ledger.wait_over);
        for (limit, &count) in wait {
            let scope = Scope::Over(hours_label(*limit));
            each(
                measure(scope, "wait_over_share", Unit::Share, Better::Lower),
                ratio(count, closed),
            );
        }
    }

    fn each_phase(&self, each: &mut Each) {
        let Some((_, every)) = self.model.measures.cycle else {
            return;
        };
        for (phase, &(samples, sum, empty)) in self.ledger.cycle.iter().enumerate() {
            let scope =
                || Scope::Phase(hours_label(Span::from_ticks(every.ticks() * phase as i64)));
            each(
                measure(scope(), "open_mean_cases", Unit::Cases, Better::Lower),
                ratio(sum, samples),
            );
            each(
                measure(scope(), "empty_share", Unit::Share, Better::Neither),
                ratio(empty, samples),
            );
        }
    }
}

/// A length as a label: hours with up to six decimals.
fn hours_label(span: Span) -> String {
    let text = format!("{:.6}", span.to_hours());
    format!("{} h", text.trim_end_matches('0').trim_end_matches('.'))
}

pub(crate) fn measure(scope: Scope, name: &'static str, unit: Unit, better: Better) -> Measure {
    Measure {
        scope,
        name,
        unit,
        better,
    }
}

/// A ratio of counts; none when there is nothing to divide by.
pub(crate) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Hours of ticks.
pub(crate) fn hours(ticks: i128) -> f64 {
    ticks as f64 / TICKS_PER_HOUR as f64
}

/// Share of duty in which a person had a case in hand, overtime left out; none without duty.
pub(crate) fn utilisation(desk: &DeskLedger) -> Option<f64> {
    (desk.duty > 0).then(|| (desk.busy - desk.overtime) as f64 / desk.duty as f64)
}

/// Hands-on hours of a desk kind by activity: service times the share of duty available for cases, and the fixed shares of
/// duty.
pub(crate) fn activity_hours(
    model: &Model,
    at: usize,
    ledger: &DeskLedger,
) -> [f64; Activity::COUNT] {
    let kind = &model.desk_kinds[crate::id::Id::new(at)];
    let mut sums = [0.0; Activity::COUNT];
    for (sum, &ticks) in sums.iter_mut().zip(&ledger.activities) {
        *sum = hours(i128::from(ticks)) * kind.available;
    }
    for (activity, share) in &kind.fixed {
        sums[*activity as usize] += hours(ledger.duty) * share;
    }
    sums
}
