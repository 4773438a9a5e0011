//! Breakdowns of desks and people, on clock time.

use crate::engine::Simulation;
use crate::engine::desk::absent;
use crate::engine::record::Observer;
use crate::engine::timers::Timer;
use crate::model::OutageScope;
use crate::random::Purpose;
use crate::time::Span;

/// The whole desk, where a timer names a person.
const WHOLE_DESK: u32 = u32::MAX;

impl<O: Observer> Simulation<'_, O> {
    pub(super) fn begin_outages(&mut self, desk: usize) {
        let Some(outage) = &self.model.desk_kinds[self.desks[desk].kind].outage else {
            return;
        };
        match outage.scope {
            OutageScope::Desk => self.await_outage(desk as u32, WHOLE_DESK, 0),
            OutageScope::Person => {
                for person in 0..self.desks[desk].people.len() as u32 {
                    self.await_outage(desk as u32, person, 0);
                }
            }
        }
    }

    fn await_outage(&mut self, desk: u32, person: u32, count: u32) {
        let after = self.outage_span(Purpose::OutageUp, desk, person, count);
        self.timers.set(
            self.now + after,
            Timer::Down {
                desk,
                person,
                count,
            },
        );
    }

    fn outage_span(&self, purpose: Purpose, desk: u32, person: u32, count: u32) -> Span {
        let Some(outage) = &self.model.desk_kinds[self.desks[desk as usize].kind].outage else {
            return Span::ZERO;
        };
        let length = if purpose == Purpose::OutageUp {
            &outage.up
        } else {
            &outage.down
        };
        let key = self
            .key
            .purpose(purpose)
            .child(desk.into())
            .child(person.into())
            .child(count.into());
        Span::from_hours(length.sample(key)).max(Span::from_ticks(1))
    }

    fn people_of(&self, desk: u32, person: u32) -> (std::ops::Range<u32>, u8) {
        if person == WHOLE_DESK {
            (
                0..self.desks[desk as usize].people.len() as u32,
                absent::DESK_DOWN,
            )
        } else {
            (person..person + 1, absent::DOWN)
        }
    }

    pub(super) fn break_down(&mut self, desk: u32, person: u32, count: u32) {
        let (people, reason) = self.people_of(desk, person);
        self.mark(desk as usize, people.clone(), reason);
        self.interrupt(desk as usize, people, reason);
        let down = self.outage_span(Purpose::OutageDown, desk, person, count);
        self.timers.set(
            self.now + down,
            Timer::Up {
                desk,
                person,
                count,
            },
        );
    }

    pub(super) fn repair(&mut self, desk: u32, person: u32, count: u32) {
        let (people, reason) = self.people_of(desk, person);
        self.return_to_duty(desk as usize, people, reason);
        self.await_outage(desk, person, count + 1);
    }
}
