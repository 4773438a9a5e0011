#![doc = include_str!("meetings.md")]

use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::gather::{Gathering, TOO_LATE, event, what};
use crate::model::figure::{Better, Unit};
use crate::model::{Activity, Mechanism};

/// Meetings of a desk.
const HELD: usize = 0;
/// People called, and those who did not come.
const CALLED: usize = 1;
const MISSED: usize = 2;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "meetings_held_tasks",
        label: "meetings, desk by desk",
        unit: Unit::Tasks,
        better: Better::Neither,
        at: HELD,
        per: Per::Window,
    },
    Figure {
        name: "meetings_missed_share",
        label: "people who missed a meeting",
        unit: Unit::Share,
        better: Better::Lower,
        at: MISSED,
        per: Per::Tally(CALLED),
    },
];

/// The event that a series meets.
const MEETS: u32 = 0;

impl<O: Observer> Simulation<'_, O> {
    /// Sets the first meeting of every series.
    pub(super) fn begin_meetings(&mut self) {
        let Some(meetings) = &self.model.mechanisms.meetings else {
            return;
        };
        for (nth, series) in meetings.series.iter().enumerate() {
            let about = event(MEETS, nth as u32);
            self.set_mechanism_timer(Mechanism::Meetings, series.first, about, 0);
        }
    }

    /// A series meets, or somebody is too late for a meeting.
    pub(super) fn meetings_timer(&mut self, about: u32, generation: u32) {
        match what(about) {
            (TOO_LATE, call) => {
                let is_missed = self.call_is_missed(call, generation);
                self.tally(Mechanism::Meetings, MISSED, i64::from(is_missed));
            }
            (_, series) => self.meet(series),
        }
    }

    /// Everybody on duty at the desks of a series is called, in every unit, unless an emergency has frozen meetings.
    fn meet(&mut self, series: u32) {
        let meetings = self.model.mechanisms.meetings.as_ref();
        let Some(at) = meetings.and_then(|at| at.series.get(series as usize)) else {
            return;
        };
        for desk in at
            .desks
            .iter()
            .flat_map(|&kind| self.desks_of(kind))
            .collect::<Vec<_>>()
        {
            let people = self.desks[desk].on_duty();
            if people == 0 || self.is_frozen(Mechanism::Meetings) {
                continue;
            }
            self.tally(Mechanism::Meetings, HELD, 1);
            self.tally(Mechanism::Meetings, CALLED, i64::from(people));
            self.gather(Gathering {
                mechanism: Mechanism::Meetings,
                desk,
                people,
                lasts: at.lasts,
                at_most_wait: at.at_most_wait,
                activity: Activity::Coordinate,
            });
        }
        let about = event(MEETS, series);
        self.set_mechanism_timer(Mechanism::Meetings, at.every, about, 0);
    }
}
