#![doc = include_str!("sensors.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::later::Kept;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::sensors::FalseDetections;
use crate::model::{Activity, Mechanism, UnitId};
use crate::random::Purpose;
use crate::stream::Matter;
use crate::time::{Span, Time};

/// Matters noticed, and the sum of the times until then.
const NOTICED: usize = 0;
const DELAY: usize = 1;
/// Matters that a sensor saw.
const DETECTED: usize = 2;
/// False detections.
const FALSE: usize = 3;
/// Matters that nobody had noticed when the run ended.
const UNNOTICED: usize = 4;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "notice_delay_mean_h",
        label: "time until a matter is noticed",
        unit: Unit::Hours,
        better: Better::Lower,
        at: DELAY,
        per: Per::Tally(NOTICED),
    },
    Figure {
        name: "detected_share",
        label: "share of matters a sensor saw",
        unit: Unit::Share,
        better: Better::Higher,
        at: DETECTED,
        per: Per::Tally(NOTICED),
    },
    Figure {
        name: "false_detections_tasks",
        label: "false detections",
        unit: Unit::Tasks,
        better: Better::Lower,
        at: FALSE,
        per: Per::Window,
    },
    Figure {
        name: "unnoticed_end_cases",
        label: "matters unnoticed at the end",
        unit: Unit::Cases,
        better: Better::Lower,
        at: UNNOTICED,
        per: Per::Window,
    },
];

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Matters that nobody has noticed yet, by number of their timer.
    pub(crate) unnoticed: Kept<Matter>,
}

/// Draws of this mechanism about a matter, and its own.
const SEEN: u64 = 0;
const UNTIL: u64 = 1;
const GAP: u64 = 2;
const WORK: u64 = 3;

/// What a timer is for, in its second number: a matter is noticed, or a unit has a false detection.
const NOTICE: u32 = 0;
const FALSELY: u32 = 1;

impl<O: Observer> Simulation<'_, O> {
    /// The first false detection of every unit.
    pub(super) fn begin_sensors(&mut self) {
        let Some(sensors) = &self.model.mechanisms.sensors else {
            return;
        };
        if let Some(wrong) = &sensors.wrong {
            for unit in self.units_of(wrong.desk) {
                self.await_false_detection(unit, wrong);
            }
        }
    }

    fn await_false_detection(&mut self, unit: UnitId, wrong: &FalseDetections) {
        let gap = self.poisson_wait(Mechanism::Sensors, GAP, unit, wrong.per_day);
        self.set_mechanism_timer(Mechanism::Sensors, gap, unit.index() as u32, FALSELY);
    }

    /// A matter arises: a sensor sees it, or it is kept until somebody notices it. None when sensors have no say in how
    /// it is noticed.
    pub(super) fn is_unnoticed(&mut self, matter: &Matter) -> Option<bool> {
        let sensors = self.model.mechanisms.sensors.as_ref()?;
        // What was open before the start has been noticed.
        if matter.time < Time::ZERO {
            return None;
        }
        let key = matter
            .key
            .purpose(Purpose::Mechanism)
            .child(Mechanism::Sensors as u64);
        let is_seen = sensors.detects > 0.0 && key.child(SEEN).uniform() < sensors.detects;
        let notice = sensors.notice.as_ref().filter(|_| !is_seen);
        let delay = notice.map_or(Span::ZERO, |notice| {
            Span::from_hours(notice.sample(key.child(UNTIL)))
        });
        self.tally(Mechanism::Sensors, DETECTED, i64::from(is_seen));
        if !is_seen && sensors.notice.is_none() {
            return None;
        }
        if delay == Span::ZERO {
            self.tally(Mechanism::Sensors, NOTICED, 1);
            return Some(false);
        }
        let at = self.states.sensors.unnoticed.keep(*matter);
        self.set_mechanism_timer(Mechanism::Sensors, delay, at, NOTICE);
        Some(true)
    }

    /// A matter is noticed, or a unit detects what is not there.
    pub(super) fn sensors_timer(&mut self, a: u32, b: u32) {
        if b == NOTICE {
            if let Some(matter) = self.states.sensors.unnoticed.take(a) {
                self.tally(Mechanism::Sensors, NOTICED, 1);
                let delay = (self.now - matter.time).ticks();
                self.tally(Mechanism::Sensors, DELAY, delay);
                let time = self.now;
                self.create(&Matter { time, ..matter });
            }
            return;
        }
        let sensors = self.model.mechanisms.sensors.as_ref();
        let Some(wrong) = sensors.and_then(|sensors| sensors.wrong.as_ref()) else {
            return;
        };
        let unit = UnitId::new(a as usize);
        self.tally(Mechanism::Sensors, FALSE, 1);
        let key = self.moment_key(Mechanism::Sensors, WORK, unit);
        let duty = Duty {
            mechanism: Mechanism::Sensors,
            what: 0,
            hours: wrong.verify.sample(key),
            activity: Activity::FalseAlarm,
            urgency: Urgency::Routine,
            due: self.now,
            link: (NONE, NONE),
        };
        self.assign(self.model.desk_in(wrong.desk, unit), duty);
        self.await_false_detection(unit, wrong);
    }

    /// The run ends: what nobody has noticed.
    pub(super) fn count_unnoticed(&mut self) {
        let unnoticed = self.states.sensors.unnoticed.len() as i64;
        self.tally(Mechanism::Sensors, UNNOTICED, unnoticed);
    }
}
