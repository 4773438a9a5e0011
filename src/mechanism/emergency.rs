#![doc = include_str!("emergency.md")]

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::help;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Emergency;
use crate::model::{Activity, Mechanism};
use crate::random::dist::{Dist, poisson_gap};
use crate::time::{Span, Time};

/// Episodes that ended.
const EPISODES: usize = 3;
/// Those after which the backlog came back to its level before them.
const RECOVERED: usize = 4;
/// Ticks until then, or until the end of the run.
const RECOVERY: usize = 5;
/// Calls: real ones and false ones.
const CALLS: usize = 6;
/// False calls.
const FALSE: usize = 7;
/// Ticks during which a call held.
const CALLED: usize = 8;
/// Those of them without an episode or a backlog that called for it.
const UNUSED: usize = 9;
/// Pieces of routine work that were not begun.
const FROZEN: usize = 10;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    figure(
        "recovery_h",
        "time to recover, at least",
        Unit::Hours,
        RECOVERY,
        Per::Tally(EPISODES),
    ),
    Figure {
        better: Better::Higher,
        ..figure(
            "recovered_share",
            "recovered",
            Unit::Share,
            RECOVERED,
            Per::Tally(EPISODES),
        )
    },
    figure("called_h", "time called", Unit::Hours, CALLED, Per::Window),
    figure(
        "unused_h",
        "time called for nothing",
        Unit::Hours,
        UNUSED,
        Per::Window,
    ),
    figure(
        "calls_tasks",
        "emergencies called",
        Unit::Tasks,
        CALLS,
        Per::Window,
    ),
    figure(
        "false_calls_tasks",
        "emergencies called wrongly",
        Unit::Tasks,
        FALSE,
        Per::Window,
    ),
    Figure {
        better: Better::Neither,
        ..figure(
            "frozen_tasks",
            "routine work not begun",
            Unit::Tasks,
            FROZEN,
            Per::Window,
        )
    },
    Figure {
        better: Better::Neither,
        ..figure(
            "helped_tasks",
            "tasks taken over from other desks",
            Unit::Tasks,
            help::HELPED,
            Per::Window,
        )
    },
    Figure {
        better: Better::Neither,
        ..figure(
            "help_staff_h",
            "work of helpers at foreign tasks",
            Unit::StaffHours,
            help::WORK,
            Per::Window,
        )
    },
    figure(
        "help_coordination_staff_h",
        "coordination of help",
        Unit::StaffHours,
        help::COORDINATION,
        Per::Window,
    ),
];

const fn figure(
    name: &'static str,
    label: &'static str,
    unit: Unit,
    at: usize,
    per: Per,
) -> Figure {
    Figure {
        name,
        label,
        unit,
        better: Better::Lower,
        at,
        per,
    }
}

/// What its timers are for; the second number is that of the episode, or of the call.
mod timer {
    pub(super) const CALL: u32 = 0;
    pub(super) const BEGIN: u32 = 1;
    pub(super) const END: u32 = 2;
    pub(super) const RECOVER: u32 = 3;
    pub(super) const LOOK: u32 = 4;
    pub(super) const FALSE: u32 = 5;
    pub(super) const FALSE_END: u32 = 6;
    pub(super) const ENGAGE: u32 = 7;
}

/// What its draws are for.
mod draw {
    pub(super) const FORECAST: u64 = 0;
    pub(super) const FALSE_GAP: u64 = 1;
    pub(super) const FALSE_LENGTH: u64 = 2;
    pub(super) const MOBILISE: u64 = 3;
    pub(super) const STAND_DOWN: u64 = 4;
}

/// Time between two looks at whether the backlog has recovered.
const RECOVERY_LOOK: Span = Span::from_ticks(crate::time::TICKS_PER_HOUR);

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// Mechanisms whose routine work is frozen now, one bit each.
    frozen: u64,
    /// Whether freezing and help are in force.
    engaged: bool,
    /// Calls that hold now.
    calls: u32,
    /// Episodes that last, and whether the backlog calls for an emergency.
    causes: u32,
    /// Number of the latest time that an emergency was called while none held.
    number: u32,
    triggered: bool,
    /// Up to when the time called is counted.
    since: Time,
    /// By episode: open cases when it began, and when it ended, if the backlog has not recovered since.
    before: Vec<u64>,
    ended: Vec<Option<Time>>,
}

impl<O: Observer> Simulation<'_, O> {
    /// Whether routine work of a mechanism is not begun now, since an emergency has frozen it. It is then counted.
    pub(super) fn is_frozen(&mut self, mechanism: Mechanism) -> bool {
        let is_frozen = self.states.emergency.frozen & 1 << mechanism as u64 != 0;
        if is_frozen {
            self.tally(Mechanism::Emergency, FROZEN, 1);
        }
        is_frozen
    }

    /// Whether the help and the freezing of an emergency are in force.
    pub(super) fn is_engaged(&self) -> bool {
        self.states.emergency.engaged
    }

    /// Sets the timers of dated episodes, of the first look at the backlog, and of the first false call.
    pub(super) fn begin_emergency(&mut self) {
        let Some(emergency) = &self.model.mechanisms.emergency else {
            return;
        };
        self.begin_help(Mechanism::Emergency);
        let count = emergency.episodes.len();
        self.states.emergency.before = vec![0; count];
        self.states.emergency.ended = vec![None; count];
        for (at, &(start, end)) in emergency.episodes.iter().enumerate() {
            let call = self.called_at(emergency, at as u32, start);
            for (what, when) in [
                (timer::BEGIN, start),
                (timer::CALL, call),
                (timer::END, end),
            ] {
                let after = when - self.now;
                self.set_mechanism_timer(Mechanism::Emergency, after, what, at as u32);
            }
        }
        if let Some(trigger) = &emergency.trigger {
            self.set_mechanism_timer(Mechanism::Emergency, trigger.every, timer::LOOK, 0);
        }
        self.await_false_call(0);
    }

    /// When the emergency of an episode is called: when it begins, or earlier by the lead, give or take the error of the
    /// forecast.
    fn called_at(&self, emergency: &Emergency, episode: u32, start: Time) -> Time {
        let Some(forecast) = &emergency.forecast else {
            return start;
        };
        let key = self.own_key(Mechanism::Emergency, draw::FORECAST);
        let error = 2.0 * key.child(episode.into()).uniform() - 1.0;
        let call = start - forecast.lead + forecast.error.scale(error);
        call.clamp(Time::ZERO, start)
    }

    fn await_false_call(&mut self, count: u32) {
        let emergency = self.model.mechanisms.emergency.as_ref();
        let forecast = emergency.and_then(|emergency| emergency.forecast.as_ref());
        let Some(forecast) = forecast.filter(|forecast| forecast.false_alarms > 0.0) else {
            return;
        };
        let key = self.own_key(Mechanism::Emergency, draw::FALSE_GAP);
        let gap = poisson_gap(&mut key.child(count.into()).rng());
        let after = Span::from_hours(gap / forecast.false_alarms);
        self.set_mechanism_timer(Mechanism::Emergency, after, timer::FALSE, count);
    }

    /// A timer of this mechanism goes off.
    pub(super) fn emergency_timer(&mut self, what: u32, number: u32) {
        let at = number as usize;
        match what {
            timer::BEGIN => {
                self.add_cause(1);
                self.states.emergency.before[at] = self.ledger.flow.open;
            }
            timer::CALL => self.call(Activity::Coordinate),
            timer::END => {
                self.add_cause(-1);
                self.stand_down();
                if self.is_measuring() {
                    self.tally(Mechanism::Emergency, EPISODES, 1);
                    self.states.emergency.ended[at] = Some(self.now);
                    self.look_for_recovery(number);
                }
            }
            timer::RECOVER => self.look_for_recovery(number),
            timer::LOOK => self.look_at_backlog(),
            timer::FALSE => self.call_wrongly(number),
            timer::FALSE_END => self.stand_down(),
            timer::ENGAGE => self.engage(number),
            _ => debug_assert!(false, "no timer is set for anything else"),
        }
    }

    /// Whether the backlog is back at its level before an episode.
    fn look_for_recovery(&mut self, episode: u32) {
        let at = episode as usize;
        let Some(ended) = self.states.emergency.ended[at] else {
            return;
        };
        if self.ledger.flow.open <= self.states.emergency.before[at] {
            self.tally(Mechanism::Emergency, RECOVERED, 1);
            let ticks = (self.now - ended).ticks();
            self.tally(Mechanism::Emergency, RECOVERY, ticks);
            self.states.emergency.ended[at] = None;
            return;
        }
        self.set_mechanism_timer(Mechanism::Emergency, RECOVERY_LOOK, timer::RECOVER, episode);
    }

    /// Whether the backlog starts an emergency, or ends the one that it has started.
    fn look_at_backlog(&mut self) {
        let emergency = self.model.mechanisms.emergency.as_ref();
        let Some(trigger) = emergency.and_then(|emergency| emergency.trigger) else {
            return;
        };
        let open = self.ledger.flow.open;
        if !self.states.emergency.triggered && open >= trigger.cases {
            self.states.emergency.triggered = true;
            self.add_cause(1);
            self.call(Activity::Coordinate);
        } else if self.states.emergency.triggered && open <= trigger.until {
            self.states.emergency.triggered = false;
            self.add_cause(-1);
            self.stand_down();
        }
        self.set_mechanism_timer(Mechanism::Emergency, trigger.every, timer::LOOK, 0);
    }

    fn call_wrongly(&mut self, count: u32) {
        let emergency = self.model.mechanisms.emergency.as_ref();
        let Some(forecast) = emergency.and_then(|emergency| emergency.forecast.as_ref()) else {
            return;
        };
        self.tally(Mechanism::Emergency, FALSE, 1);
        self.call(Activity::FalseAlarm);
        let key = self.own_key(Mechanism::Emergency, draw::FALSE_LENGTH);
        let length = Span::from_hours(forecast.false_lasts.sample(key.child(count.into())));
        self.set_mechanism_timer(Mechanism::Emergency, length, timer::FALSE_END, count);
        self.await_false_call(count + 1);
    }

    /// An emergency is called: the commanding desks mobilise, and then or after the delay of improvising, help and freezing
    /// begin.
    fn call(&mut self, activity: Activity) {
        self.count_time_called();
        self.tally(Mechanism::Emergency, CALLS, 1);
        let Some(emergency) = &self.model.mechanisms.emergency else {
            return;
        };
        self.states.emergency.calls += 1;
        if self.states.emergency.calls > 1 {
            return;
        }
        self.states.emergency.number += 1;
        let number = self.states.emergency.number;
        self.command(emergency.mobilise.as_ref(), draw::MOBILISE, activity);
        if emergency.delay == Span::ZERO {
            self.engage(number);
        } else {
            self.set_mechanism_timer(Mechanism::Emergency, emergency.delay, timer::ENGAGE, number);
        }
    }

    /// Help and freezing begin, unless the call is over.
    fn engage(&mut self, number: u32) {
        let state = &mut self.states.emergency;
        if state.calls == 0 || state.number != number {
            return;
        }
        let Some(emergency) = &self.model.mechanisms.emergency else {
            return;
        };
        let add = |bits: u64, &mechanism: &Mechanism| bits | 1 << mechanism as u64;
        state.frozen = emergency.freeze.iter().fold(0, add);
        state.engaged = true;
        if !emergency.help.is_empty() {
            self.call_all_helpers();
        }
    }

    /// A call is over; with the last one, the emergency is.
    fn stand_down(&mut self) {
        self.count_time_called();
        self.states.emergency.calls -= 1;
        if self.states.emergency.calls > 0 {
            return;
        }
        self.states.emergency.engaged = false;
        self.states.emergency.frozen = 0;
        if let Some(emergency) = &self.model.mechanisms.emergency {
            let work = emergency.stand_down.as_ref();
            self.command(work, draw::STAND_DOWN, Activity::Coordinate);
        }
    }

    /// Gives every commanding desk work that comes before all that waits.
    fn command(&mut self, work: Option<&Dist>, what: u64, activity: Activity) {
        let command = self
            .model
            .mechanisms
            .emergency
            .as_ref()
            .and_then(|own| own.command);
        let (Some(work), Some(kind)) = (work, command) else {
            return;
        };
        let key = self.own_key(Mechanism::Emergency, what);
        let key = key.child(self.states.emergency.number.into());
        for desk in self.desks_of(kind) {
            let duty = Duty {
                mechanism: Mechanism::Emergency,
                what: what as u8,
                hours: work.sample(key.child(desk as u64)),
                activity,
                urgency: Urgency::Call,
                due: self.now,
                link: (0, 0),
            };
            self.assign(desk, duty);
        }
    }

    fn add_cause(&mut self, change: i32) {
        self.count_time_called();
        let causes = &mut self.states.emergency.causes;
        *causes = causes.saturating_add_signed(change);
    }

    /// Counts the measured time since the last change, called and called for nothing.
    fn count_time_called(&mut self) {
        let state = &mut self.states.emergency;
        let mut from = std::mem::replace(&mut state.since, self.now);
        let (calls, causes) = (state.calls, state.causes);
        if self.is_measuring() {
            from = from.max(self.model.plan.warm_up);
        }
        let ticks = (self.now - from).ticks();
        if calls > 0 {
            self.tally(Mechanism::Emergency, CALLED, ticks);
        }
        if calls > 0 && causes == 0 {
            self.tally(Mechanism::Emergency, UNUSED, ticks);
        }
    }

    /// The run ends: the time called, and the time to recover so far, are counted.
    pub(super) fn finish_emergency(&mut self) {
        if self.model.mechanisms.emergency.is_none() {
            return;
        }
        self.count_time_called();
        for at in 0..self.states.emergency.ended.len() {
            if let Some(ended) = self.states.emergency.ended[at] {
                let ticks = (self.now - ended).ticks();
                self.tally(Mechanism::Emergency, RECOVERY, ticks);
            }
        }
    }
}
