#![doc = include_str!("data_quality.md")]

use crate::engine::task::Task;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::routine::Rounds;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::DataQuality;
use crate::model::{Activity, Mechanism};
use crate::time::{Time, nearest};

/// Sum of the quality of the data behind completed handlings, in millionths.
const QUALITY: usize = 0;
/// Completed handlings.
const HANDLED: usize = 1;
/// Rounds of upkeep left out.
const LEFT_OUT: usize = 2;

/// Quality is counted in this many parts.
const PARTS: i64 = 1_000_000;

/// The largest chance of a wrong dispatch or of rework that missing quality leads to.
const CHANCE_MOST: f64 = 0.95;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "data_quality_share",
        label: "quality of the data behind a handling",
        unit: Unit::Share,
        better: Better::Higher,
        at: QUALITY,
        per: Per::Fixed(PARTS, HANDLED),
    },
    Figure {
        name: "upkeep_left_out_tasks",
        label: "rounds of upkeep left out",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: LEFT_OUT,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    rounds: Rounds,
    /// By desk that keeps data up, or one for all: the quality at an instant.
    stocks: Vec<(f64, Time)>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Data have their quality of the start; the first upkeep is due a period later.
    pub(super) fn begin_data_quality(&mut self) {
        let model = self.model;
        let Some(quality) = &model.mechanisms.data_quality else {
            return;
        };
        let desks = quality.upkeep.as_ref().map(|(upkeep, _)| {
            self.set_mechanism_timer(Mechanism::DataQuality, upkeep.every, 0, 0);
            self.desks_of(upkeep.desk).len()
        });
        self.states.data_quality.stocks = vec![(quality.start, Time::ZERO); desks.unwrap_or(1)];
    }

    /// Data are due to be kept up.
    pub(super) fn data_quality_timer(&mut self, _: u32, _: u32) {
        let model = self.model;
        let quality = model.mechanisms.data_quality.as_ref();
        let Some((upkeep, _)) = quality.and_then(|quality| quality.upkeep.as_ref()) else {
            return;
        };
        let mut rounds = std::mem::take(&mut self.states.data_quality.rounds);
        let what = (Mechanism::DataQuality, Activity::Upkeep);
        let left_out = self.begin_round(&mut rounds, upkeep, what, 0);
        self.states.data_quality.rounds = rounds;
        self.tally(Mechanism::DataQuality, LEFT_OUT, left_out);
        self.set_mechanism_timer(Mechanism::DataQuality, upkeep.every, 0, 0);
    }

    /// A desk has kept its data up.
    pub(super) fn data_quality_done(&mut self, task: &Task) {
        let model = self.model;
        let Some(quality) = &model.mechanisms.data_quality else {
            return;
        };
        let (_, at) = task.link();
        self.states.data_quality.rounds.finish(at);
        let restores = quality.upkeep.as_ref().map_or(0.0, |upkeep| upkeep.1);
        let now = self.now;
        let stock = &mut self.states.data_quality.stocks[at as usize];
        let value = quality_of(*stock, now, quality);
        *stock = (value + (1.0 - value) * restores, now);
    }

    /// The quality of the data about the place of a case.
    fn quality(&self, case: u32, quality: &DataQuality) -> f64 {
        let keeper = quality.upkeep.as_ref();
        let stock = keeper.map_or(0, |(upkeep, _)| {
            self.desk_for(upkeep.desk, self.cases[case].place)
        });
        let stock = self.states.data_quality.stocks[stock as usize];
        quality_of(stock, self.now, quality)
    }

    /// The chance of a wrong dispatch, as much larger as the data are worse.
    pub(super) fn wrong_by_quality(&self, case: u32, chance: f64) -> f64 {
        let Some(quality) = &self.model.mechanisms.data_quality else {
            return chance;
        };
        with_more(chance, quality.wrong, || self.quality(case, quality))
    }

    /// The chance of rework, as much larger as the data are worse.
    pub(super) fn rework_by_quality(&self, case: u32, chance: f64) -> f64 {
        let Some(quality) = &self.model.mechanisms.data_quality else {
            return chance;
        };
        with_more(chance, quality.rework, || self.quality(case, quality))
    }

    /// A handling is completed: the quality behind it is counted.
    pub(super) fn count_quality(&mut self, case: u32) {
        if let Some(quality) = &self.model.mechanisms.data_quality {
            let value = self.quality(case, quality);
            self.tally(Mechanism::DataQuality, HANDLED, 1);
            self.tally(
                Mechanism::DataQuality,
                QUALITY,
                nearest(value * PARTS as f64),
            );
        }
    }
}

/// The quality of a stock now.
fn quality_of((value, since): (f64, Time), now: Time, quality: &DataQuality) -> f64 {
    value * (-(now - since).to_hours() / quality.lasts).exp()
}

/// A chance with what missing quality adds to it.
fn with_more(chance: f64, added: f64, quality: impl FnOnce() -> f64) -> f64 {
    if added == 0.0 {
        return chance;
    }
    let raised = chance + added * (1.0 - quality());
    raised.min(CHANCE_MOST).max(chance)
}
