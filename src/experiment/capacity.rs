//! How much demand designs can take: the most that they keep up with, and the demand at which each first breaks a target.
//!
//! All sources are multiplied by one factor. A factor lies below a limit when replications show so, above it when they show that, and
//! the limit lies where their mean crosses; the factors at which either is just shown are the ends of its interval (test inversion).
//! All factors have the same matters up to their number (common random numbers).
//!
//! What a design keeps up with is a question of the long run. Starting from an empty desk looks like growth, and near the limit it
//! does so for long. So growth is measured in the second half of a long run only, as the least-squares slope of the open cases over the
//! matters that arise, and held not against 0 but against a small share e of the matters: at a demand of 1 / (1 - e) of what can be
//! served, e of the matters are left over, which a run shows that is long against 1 / e^2 matters. What is found is multiplied by 1 - e.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::diagnostic::{At, Diagnostics, Place, Sources};
use crate::experiment::Progress;
use crate::experiment::runs::{Runner, Sample, Trouble, cost};
use crate::experiment::store::Store;
use crate::experiment::subject::{Meaning, Origin, Subject};
use crate::model::demand::ArrivalModel;
use crate::model::load_check;
use crate::random::{Key, Purpose, Replication, Seed};
use crate::scenario::document::{Node, Value};
use crate::scenario::optimise::{Goal, GoalSide};
use crate::scenario::{Document, Named, Scenario};

mod limit;

pub use limit::{Crossing, Limit};
use limit::{Ladder, crossing};

/// The smallest share of the matters that is told from none.
const LEFT_OVER: f64 = 0.02;
/// The largest share, in runs that may not be longer.
const LEFT_OVER_MOST: f64 = 0.1;
/// Matters of a run over 1 / e^2.
const LENGTH: f64 = 20.0;
/// The most matters of one run.
const MATTERS_MOST: f64 = 2e6;

/// A scenario whose demand is raised until it breaks.
#[derive(Debug)]
pub struct Stress {
    /// What the scenario is about, in a line.
    pub title: String,
    /// The targets of its `[optimise]`; none without.
    pub targets: Vec<Named<Goal>>,
    /// Replications at each demand, of targets.
    pub replications: u32,
    /// Replications at each demand, of growth.
    pub growth_replications: u32,
    /// Seed of its streams.
    pub seed: u64,
    designs: Vec<String>,
    document: Document,
    origin: Origin,
    may_be_longer: bool,
}

/// What one design can take.
#[derive(Debug, Clone, PartialEq)]
pub struct Capacity {
    /// The design.
    pub design: String,
    /// Matters a day at the demand of the scenario.
    pub matters_per_day: f64,
    /// The most demand it keeps up with, over that of the scenario.
    pub sustainable: Limit,
    /// The share of matters left over against which growth was held.
    pub left_over: f64,
    /// Days of a run in which growth was looked for.
    pub days: f64,
    /// One over the load of its fullest desk, by theory; none when no desk has a load.
    pub by_load: Option<(f64, String)>,
    /// The demand at which each target breaks: what it means and where.
    pub targets: Vec<(Meaning, Limit)>,
}

impl Stress {
    /// A scenario and the designs whose demand is raised; all when none is named. `folder` is what files named in the scenario are
    /// relative to; `sources` holds the texts that places point into.
    ///
    /// # Errors
    /// What is wrong with a design or a target.
    pub fn new(
        document: Document,
        scenario: &Scenario,
        designs: &[String],
        folder: PathBuf,
        sources: Sources,
    ) -> Result<Self, Diagnostics> {
        let names = document.design_names().into_iter().map(|name| name.value);
        let is_wanted = |name: &String| designs.is_empty() || designs.contains(name);
        let optimise = scenario.optimise.as_ref();
        let stress = Self {
            title: scenario.title.clone(),
            targets: optimise.map_or(Vec::new(), |optimise| optimise.targets.clone()),
            replications: scenario.plan.replications.value.max(2),
            growth_replications: scenario.plan.replications.value.clamp(2, 10),
            seed: scenario.plan.seed,
            designs: names.filter(is_wanted).collect(),
            document,
            origin: Origin::new(folder, sources),
            may_be_longer: is_timeless(scenario),
        };
        for design in &stress.designs {
            stress.subject(&stress.document, design)?;
        }
        Ok(stress)
    }

    /// The texts that places point into.
    pub fn sources(&self) -> &Sources {
        self.origin.sources()
    }

    fn subject(&self, document: &Document, design: &str) -> Result<Subject, Diagnostics> {
        let metrics = self.targets.iter().map(|target| &target.item.metric);
        self.origin
            .subject((document, design), design.to_owned(), metrics)
    }

    /// What every design can take.
    ///
    /// # Errors
    /// The first trouble; [`Trouble::Stopped`] when `stop` was set, after what is finished has been kept.
    pub fn capacities(
        &self,
        store: &Store,
        progress: &(dyn Progress + Sync),
        stop: &AtomicBool,
    ) -> Result<Vec<Capacity>, Trouble> {
        let runner = Runner::new(store, progress, stop);
        runner.plan(self.likely()?);
        let each = self.designs.iter();
        each.map(|design| self.capacity(design, Seed(self.seed), &runner))
            .collect()
    }

    /// Units of progress that all limits are likely to take, for the time left: about twenty demands for each.
    fn likely(&self) -> Result<u64, Trouble> {
        let mut units = 0.0;
        for design in &self.designs {
            let plain = self.subject(&self.document, design);
            let plain = plain.map_err(|wrong| Trouble::Input(wrong, self.sources().clone()))?;
            let days = plain.model.plan.horizon.to_days();
            let (long, _) = self.length(&plain, plain.model.expected_matters() / days);
            let growth = f64::from(self.growth_replications) * long / days;
            let targets = f64::from(self.replications) * self.targets.len() as f64;
            units += cost(&plain) as f64 * 20.0 * (growth + targets);
        }
        Ok(units as u64)
    }

    /// What one design can take, on the streams of a seed.
    pub(crate) fn capacity(
        &self,
        design: &str,
        seed: Seed,
        runner: &Runner<'_>,
    ) -> Result<Capacity, Trouble> {
        let input = |wrong| Trouble::Input(wrong, self.sources().clone());
        let plain = self.subject(&self.document, design).map_err(input)?;
        let plain = plain.reseeded(seed);
        let model = &plain.model;
        let by_load = load_check(model)
            .into_iter()
            .filter_map(|load| Some((load.utilisation.filter(|share| *share > 0.0)?, load.desk)))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(share, desk)| (1.0 / share, model.desk_kinds[desk].name.clone()));
        let guess = by_load.as_ref().map_or(1.0, |(factor, _)| *factor);
        let matters_per_day = model.expected_matters() / model.plan.horizon.to_days();
        let (days, left_over) = self.length(&plain, matters_per_day * guess);
        let long = self.lengthened(days).map_err(input)?;
        let long = self.subject(&long, design).map_err(input)?.reseeded(seed);
        let growth = |factor: f64, n: u32| {
            let samples = samples(&long, factor, n, runner)?;
            let each = samples.iter().map(|sample| {
                let (growth, matters) = (sample.as_ref()?.trend?, sample.as_ref()?.matters);
                let per_day = matters as f64 / days;
                Some(growth.slope_cases_per_day / per_day.max(1e-12) - left_over)
            });
            Ok(each.collect())
        };
        let room = MATTERS_MOST / (matters_per_day * days).max(1.0);
        let sustainable = crossing(&Ladder::new(guess, room), self.growth_replications, growth)?
            .times(1.0 - left_over);
        let targets = self.breaks(&plain, guess, runner)?;
        Ok(Capacity {
            design: design.to_owned(),
            matters_per_day,
            sustainable,
            left_over,
            days: days / 2.0,
            by_load,
            targets,
        })
    }

    /// The demand at which each target breaks.
    fn breaks(
        &self,
        plain: &Subject,
        guess: f64,
        runner: &Runner<'_>,
    ) -> Result<Vec<(Meaning, Limit)>, Trouble> {
        let mut targets = Vec::new();
        for (at, (target, meaning)) in self.targets.iter().zip(plain.meanings()).enumerate() {
            let goal = &target.item;
            let excess = |factor: f64, n: u32| {
                let samples = samples(plain, factor, n, runner)?;
                let each = samples.iter().map(|sample| {
                    let value = sample.as_ref()?.values[at]?;
                    Some(match goal.side {
                        GoalSide::AtMost => value - goal.value(),
                        GoalSide::AtLeast => goal.value() - value,
                    })
                });
                Ok(each.collect())
            };
            let room = MATTERS_MOST / plain.model.expected_matters().max(1.0);
            targets.push((
                meaning,
                crossing(&Ladder::new(guess, room), self.replications, excess)?,
            ));
        }
        Ok(targets)
    }

    /// The days of a run that tells growth, and the share of matters it is held against. Clusters of matters ask for longer runs.
    fn length(&self, plain: &Subject, matters_per_day: f64) -> (f64, f64) {
        let model = &plain.model;
        let clusters = model
            .demand
            .sources
            .iter()
            .map(|source| match &source.arrivals {
                ArrivalModel::Poisson(poisson) => poisson.dispersion,
                _ => 1.0,
            });
        let variation = (1.0 + clusters.fold(1.0, f64::max)) / 2.0;
        let own = model.plan.horizon.to_days();
        let wanted = LENGTH * variation / (LEFT_OVER * LEFT_OVER) / matters_per_day.max(1e-9);
        let longest = MATTERS_MOST / 4.0 / matters_per_day.max(1e-9);
        let days = match self.may_be_longer {
            // Whole weeks, so that both halves of the run are alike.
            true => (own.max(wanted.min(longest)) / 14.0).ceil() * 14.0,
            false => own,
        };
        let share = (LENGTH * variation / (matters_per_day * days)).sqrt();
        (days, share.clamp(LEFT_OVER, LEFT_OVER_MOST))
    }

    /// The scenario with runs of so many days, of which the second half is measured.
    fn lengthened(&self, days: f64) -> Result<Document, Diagnostics> {
        let text = |hours: f64| Node {
            place: Place::NOWHERE,
            value: Value::Text(format!("{hours} h")),
        };
        let entry = |key: &str, node: Node| (At::nowhere(key.to_owned()), node);
        let table = |entries| Node {
            place: Place::NOWHERE,
            value: Value::Table(entries),
        };
        let horizon = entry("horizon", text(24.0 * days));
        let warm_up = entry("warm_up", text(12.0 * days));
        let plan = table(vec![horizon, warm_up]);
        self.document.patched_by(&table(vec![entry("plan", plan)]))
    }
}

/// Whether a longer run is more of the same: nothing in the scenario has a date.
fn is_timeless(scenario: &Scenario) -> bool {
    let no_dates = scenario
        .calendars
        .iter()
        .all(|calendar| calendar.item.holidays.is_empty() && calendar.item.make_up_days.is_empty());
    let no_events = scenario
        .sources
        .iter()
        .all(|source| source.item.events.is_empty() && source.item.trace().is_none());
    no_dates && no_events
}

/// Replications of a subject at a demand; none where more cases were open than a run may hold.
fn samples(
    subject: &Subject,
    factor: f64,
    n: u32,
    runner: &Runner<'_>,
) -> Result<Vec<Option<Sample>>, Trouble> {
    let seed = subject.model.plan.seed;
    let key = Key::new(seed, Replication(0)).purpose(Purpose::Plan);
    let mut scaled = subject.clone();
    let demand = subject.model.demand.scaled(factor, key);
    scaled.model.demand = demand.expect("factors are above 0");
    scaled.fingerprint = subject
        .fingerprint
        .and(b"demand")
        .and_number(factor.to_bits());
    let numbers: Vec<u32> = (0..n).collect();
    let units = cost(&scaled);
    runner.each(
        &numbers,
        |_| units,
        |number| match runner.replication(&scaled, *number) {
            Ok(sample) => Ok(Some(sample)),
            Err(Trouble::TooManyOpen { .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        },
    )
}
