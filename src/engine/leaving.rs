//! What becomes of work when its person goes off duty.

use crate::engine::Simulation;
use crate::engine::clock::WALL;
use crate::engine::desk::{Doing, absent};
use crate::engine::queue::NONE;
use crate::engine::record::{Observer, Step};
use crate::engine::task::{Company, TaskState};
use crate::model::ShiftEnd;
use crate::random::Purpose;
use crate::time::{Span, Time};

impl<O: Observer> Simulation<'_, O> {
    /// Stops the work of people who have just gone off duty, by the rule of their desk.
    pub(super) fn interrupt(&mut self, desk: usize, people: std::ops::Range<u32>, reason: u8) {
        let people = if self.desks[desk].is_unlimited {
            0..self.desks[desk].people.len() as u32
        } else {
            people
        };
        let rule = self.model.desk_kinds[self.desks[desk].kind].shift_end;
        let is_breakdown = reason == absent::DOWN || reason == absent::DESK_DOWN;
        for at in people {
            let person = self.desks[desk].people[at as usize];
            let is_overtime = person.overtime_since != Time::NEVER;
            if person.doing != Doing::Serving || (is_overtime && !is_breakdown) {
                continue;
            }
            match self.tasks[person.task].company {
                Company::Alone => {}
                Company::Awaiting => {
                    self.leave_company(desk, at);
                    continue;
                }
                // A meeting that has begun is held to its end.
                Company::Meeting if is_breakdown => {}
                Company::Meeting => {
                    self.desks[desk].people[at as usize].overtime_since = self.now;
                    continue;
                }
            }
            if is_breakdown || person.clock != WALL && !self.is_in_hours(person.crew) {
                self.hold(desk, at, is_breakdown && self.is_in_hours(person.crew));
                continue;
            }
            if person.since == self.clock_time(person.clock) && self.tasks[person.task].worked == 0
            {
                self.unstart(desk, at);
                continue;
            }
            match rule {
                ShiftEnd::Finish => self.desks[desk].people[at as usize].overtime_since = self.now,
                ShiftEnd::Suspend => self.hold(desk, at, false),
                ShiftEnd::HandOver => self.hand_over(desk, at),
            }
        }
    }

    /// A person who waits for others goes off duty: the call waits again for somebody of the desk. Somebody who waits for
    /// the others of a later call takes it up, so that a later call never holds what an earlier one needs.
    fn leave_company(&mut self, desk: usize, at: u32) {
        let task = self.desks[desk].people[at as usize].task;
        let order = self.tasks[task].order;
        self.put_back_call(task);
        self.go_off(desk, at);
        let people = self.desks[desk].people.iter().enumerate();
        let later = people
            .filter(|(_, person)| person.doing == Doing::Serving && person.absent == 0)
            .filter(|(_, person)| self.is_in_hours(person.crew))
            .filter(|(_, person)| self.tasks[person.task].company == Company::Awaiting)
            .map(|(at, person)| (self.tasks[person.task].order, at as u32))
            .max()
            .filter(|&(other, _)| other > order);
        if let Some((_, person)) = later {
            let other = self.desks[desk].people[person as usize].task;
            self.put_back_call(other);
            self.next_task(desk, person);
        } else if let Some(idle) = self.desks[desk].idle.pop() {
            self.next_task(desk, idle);
        }
    }

    fn put_back_call(&mut self, task: u32) {
        self.release(task);
        self.tasks[task].company = Company::Alone;
        self.leave_call(task);
        self.put_back(task, Step::HandedOver);
    }

    /// The person keeps the task until back on duty.
    fn hold(&mut self, desk: usize, at: u32, is_breakdown: bool) {
        let task = self.desks[desk].people[at as usize].task;
        self.release(task);
        if is_breakdown {
            self.restart_work(task);
        }
        let person = &mut self.desks[desk].people[at as usize];
        person.doing = Doing::Holding;
        person.task = task;
        self.go_off(desk, at);
        self.shift_case(task, TaskState::Suspended);
        self.log(Step::Suspended, task);
        self.leave_if_overage(task);
    }

    /// Notes that a person of a crew has nothing to do, or something to take up again, when their hours begin.
    fn go_off(&mut self, desk: usize, at: u32) {
        let person = &self.desks[desk].people[at as usize];
        if person.absent == 0 && !self.is_in_hours(person.crew) {
            let held = &mut self.crews[person.crew as usize].held;
            held.get_or_insert_default().push(at);
        }
    }

    /// Work that would begin at the very instant the person goes off duty does not begin: it goes back to the queue.
    pub(super) fn unstart(&mut self, desk: usize, at: u32) {
        let task = self.desks[desk].people[at as usize].task;
        self.release(task);
        if self.tasks[task].redo == 0 {
            let ledger = &mut self.desks[desk].ledger;
            let wait = (self.now - self.tasks[task].queued).ticks();
            ledger.started = ledger.started.saturating_sub(1);
            ledger.delayed = ledger.delayed.saturating_sub(u64::from(wait > 0));
            ledger.wait -= i128::from(wait);
            self.tasks[task].started = false;
        }
        self.go_off(desk, at);
        self.put_back(task, Step::HandedOver);
        self.leave_if_overage(task);
        if self.hooks.join {
            self.on_put_back(desk);
        }
    }

    /// The task goes back to the head of its class, or straight to somebody who is idle.
    fn hand_over(&mut self, desk: usize, at: u32) {
        let task = self.desks[desk].people[at as usize].task;
        self.release(task);
        if self.tasks[task].worked > 0
            && let Some(work) = &self.model.desk_kinds[self.desks[desk].kind].hand_over_work
        {
            let rate = self.model.desk_kinds[self.desks[desk].kind].rate;
            let at = &self.tasks[task];
            let root = if at.case == NONE {
                self.key
            } else {
                self.visit_key(at.case, Purpose::Interruption)
            };
            let key = root.child(at.kind.code()).child(at.worked as u64);
            self.tasks[task].extra += Span::from_hours(work.sample(key) / rate).ticks();
        }
        self.put_back(task, Step::HandedOver);
        self.leave_if_overage(task);
        if let Some(idle) = self.desks[desk].idle.pop() {
            self.next_task(desk, idle);
        }
        if self.hooks.join {
            self.on_put_back(desk);
        }
    }
}
