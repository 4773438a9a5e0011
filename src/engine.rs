//! The simulation of one replication of one design: desks, people, tasks and the events between them.
//!
//! # What meets at one instant
//! Events at the same instant happen in this order: completions (and ends of vacations), by desk and person; timers, in
//! the order they were set (arrivals at desks, ends of patience, thresholds of age, breakdowns, repairs, reopenings);
//! arrivals at levels after a hand-off, in the order of the keys of the cases; changes of shifts (first everybody whose
//! hours end, then everybody whose hours begin); samples; arrivals of matters, in the order of the stream. So service that
//! ends as the shift ends is completed, work that would begin as the shift ends does not begin, a person who becomes free
//! as patience ends takes the case, and a case that arrives at the opening is served at once.
//!
//! # What happens when two rules meet on one task
//! Rows are what the task is in when the column's event comes.
//!
//! | the task is … | more urgent task arrives | shift ends | patience ends | escalated by age | branch cancelled |
//! |---|---|---|---|---|---|
//! | waiting (never started) | goes on waiting | goes on waiting | its case is abandoned | withdrawn, its case climbs | withdrawn |
//! | in service | preempted: head of its class, keeps its work (resume) or starts again (restart); its patience does not run again | `finish`: overtime; `suspend`: stays with the person; `hand-over`: head of its class | stays: patience ends when service starts | finished first; then its case climbs, unless that completed the handling | stopped, hours booked, person free |
//! | preempted | goes on waiting | goes on waiting | stays | withdrawn, its case climbs | withdrawn, hours stay booked |
//! | in overtime | not preempted | finishes | stays | as in service | stopped, hours booked, person goes home |
//! | suspended with a person | not preempted | stays with the person | stays | withdrawn, its case climbs; the person is free | withdrawn; the person is free |
//! | handed over | goes on waiting | goes on waiting | stays | withdrawn, its case climbs | withdrawn, hours stay booked |
//! | on its way, or at a gate | goes on | goes on | does not run yet | withdrawn, its case climbs | withdrawn |
//!
//! A case whose time at a level is over while somebody works on it leaves as soon as nobody does (its other branches are
//! withdrawn at once): when the service is completed without completing the handling, preempted, suspended or handed
//! over. A breakdown acts as `suspend` whatever the shift-end policy, except that under `preemption = "restart"` the work starts again. Work that is repeated after a restart is booked as `rework`.
//! Abandonment is a cancellation of all tasks of the case.
//!
//! The engine knows no mechanism by name: what a completed task means for its case is decided in [`crate::mechanism`].

use crate::mechanism::States;
use crate::mechanism::hooks::Hooks;
use crate::model::Model;
use crate::random::{Key, Replication};
use crate::stream::{Matter, matters_per_day};
use crate::time::Time;

mod ahead;
pub(crate) mod assignment;
mod attribution;
pub(crate) mod case;
pub(crate) mod clock;
pub(crate) mod desk;
mod districts;
mod duty;
pub mod events;
mod flow;
mod heads;
mod interruption;
mod leaving;
pub(crate) mod ledger;
mod outage;
mod places;
mod plain;
pub(crate) mod queue;
pub(crate) mod record;
mod run;
mod sampling;
pub(crate) mod sending;
pub(crate) mod service;
pub(crate) mod slab;
mod slots;
pub(crate) mod task;
pub(crate) mod territory;
pub(crate) mod timers;
mod weighted;
mod wheels;

pub use case::Split;
pub use desk::DeskLedger;
pub use flow::Flow;
pub use ledger::{AGE_CLASSES, CategoryLedger, Ledger, TALLY_WORK, Tallies};
pub use record::{Observer, Record, Step};
pub(crate) use run::EventLoop;
pub use run::{Engine, LoopKind};
pub(crate) use sampling::trajectory_step;
pub use task::TaskKind;
pub use weighted::Weighted;

use case::{Case, Cases};
use clock::{Clock, Crew};
use desk::Desk;
use heads::Heads;
use task::{TaskState, Tasks};
use territory::Domain;
use timers::{Timer, Timers};

/// More cases are open than the plan allows for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyOpen {
    /// When.
    pub at: Time,
    /// How many.
    pub open: u64,
}

/// One run of one design on one stream.
#[derive(Debug)]
pub struct Simulation<'m, O: Observer = ()> {
    pub(crate) model: &'m Model,
    pub(crate) key: Key,
    pub(crate) now: Time,
    pub(crate) desks: Vec<Desk>,
    pub(crate) cases: Cases,
    pub(crate) tasks: Tasks,
    pub(crate) timers: Timers,
    pub(crate) ledger: Ledger,
    pub(crate) observer: O,
    /// The wall clock, which every slot is on, and the clocks of duty.
    pub(crate) clocks: Vec<Clock>,
    heads: Heads,
    /// Where records do not fit a cache.
    ahead: Option<Box<ahead::Ahead>>,
    pub(crate) crews: Vec<Crew>,
    /// The crews of each clock, by desk.
    crews_by_clock: Vec<Vec<u32>>,
    /// People of crews, by desk and position, who were called to something on the wall clock.
    called: Vec<(u32, u32)>,
    /// Who is away today, by desk and position, in order.
    away: Vec<(u32, u32)>,
    /// People to be looked at when their hours end.
    at_closing: Vec<(u32, u32)>,
    /// Cases to be accounted for at changes of shifts.
    shared: Vec<u32>,
    /// Desk of each slot of a person.
    pub(crate) desk_of_slot: Vec<u32>,
    /// Who works by which calendar.
    shifts: Vec<duty::Shift>,
    /// Vacations taken, by slot of the person; empty where nobody takes any.
    vacations: Vec<u32>,
    is_measuring: bool,
    /// Number of cases so far: the number of the next one.
    pub(crate) arrived: u64,
    /// Which decisions a mechanism has a say in.
    pub(crate) hooks: Hooks,
    pub(crate) states: Box<States>,
    /// The part of the territory that is run; none for all of it.
    pub(crate) domain: Option<Domain>,
}

impl<'m, O: Observer> Simulation<'m, O> {
    /// A simulation at t = 0 with nothing open.
    pub fn new(model: &'m Model, replication: Replication, observer: O) -> Self {
        Self::within(None, model, replication, observer)
    }

    /// The same for a part of the territory.
    pub(crate) fn within(
        domain: Option<Domain>,
        model: &'m Model,
        replication: Replication,
        observer: O,
    ) -> Self {
        let is_here = |desk| domain.as_ref().is_none_or(|domain| domain.holds_desk(desk));
        let parts = domain
            .as_ref()
            .map_or(1.0, |domain| f64::from(domain.parts()));
        let mut desks = Vec::with_capacity(model.desk_count);
        let mut desk_of_slot = Vec::new();
        places::place_desks(model, is_here, &mut desks, &mut desk_of_slot);
        let (clocks, crews) = clock::set_up(model, &desk_of_slot, model.calendars.len() + 2);
        let crews_by_clock = places::assign_crews(&mut desks, &clocks, &crews);
        let mut simulation = Self {
            model,
            key: Key::new(model.plan.seed, replication),
            now: Time::ZERO,
            desks,
            cases: Cases::default(),
            tasks: Tasks::default(),
            timers: Timers::new(4.0 * matters_per_day(&model.demand) / parts),
            ledger: Ledger::of_part(model, domain.is_some()),
            observer,
            heads: Heads::new(clocks.len()),
            ahead: ahead::Ahead::of(desk_of_slot.len()),
            clocks,
            crews,
            crews_by_clock,
            called: Vec::new(),
            away: Vec::new(),
            at_closing: Vec::new(),
            shared: Vec::new(),
            shifts: Vec::new(),
            vacations: Vec::new(),
            is_measuring: false,
            desk_of_slot,
            arrived: 0,
            hooks: Hooks::new(&model.mechanisms),
            states: Box::default(),
            domain,
        };
        simulation.begin_duty();
        simulation.begin_mechanisms();
        let sample = simulation.sample_slot();
        simulation.set_slot(usize::from(clock::WALL), sample, Time::ZERO);
        simulation
    }

    /// Runs all events before `until`, with the matters of that time in order. Matters before t = 0 (the starting
    /// backlog) arrive at t = 0.
    ///
    /// # Errors
    /// When more cases are open than the plan allows for.
    pub fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen> {
        let mut matters = matters.iter();
        let mut next = matters.next();
        loop {
            let arrival = next.map_or(Time::NEVER, |matter| matter.time.max(Time::ZERO));
            let (event, slot) = self.first_event();
            let timer = self.timers.first(event.min(arrival));
            let is_timer = timer < event || (timer == event && slot >= self.desk_of_slot.len());
            let first = if is_timer { timer } else { event };
            if first <= arrival {
                if first >= until {
                    break;
                }
                self.now = first;
                self.look_ahead();
                if is_timer {
                    self.run_timer()
                } else {
                    self.run_slot(slot)
                }
            } else {
                if arrival >= until {
                    break;
                }
                self.now = arrival;
                if let Some(matter) = next {
                    self.arrive(matter);
                }
                let open = self.open();
                // Duties wait like cases do; a case may have several tasks.
                let most = u64::from(self.model.plan.open_cases_max);
                if open > most || self.tasks.len() as u64 > 4 * most {
                    return Err(TooManyOpen { at: self.now, open });
                }
                next = matters.next();
            }
        }
        self.now = until;
        Ok(())
    }

    /// Starts the window of measuring now: the end of the warm-up.
    pub fn begin_measuring(&mut self) {
        for desk in 0..self.desks.len() {
            self.book_services(desk);
            self.desks[desk].restart(self.now);
        }
        self.ledger.restart(self.now, self.model);
        self.is_measuring = true;
    }

    /// Closes the books now and gives them out: about cases, and by desk.
    pub fn finish(mut self) -> (Ledger, Vec<DeskLedger>, O) {
        for desk in 0..self.desks.len() {
            self.book_services(desk);
            self.desks[desk].close_books(self.now);
        }
        self.finish_mechanisms();
        let open = self.cases.iter().filter(|case| !case.status.dormant);
        self.ledger.finish(self.now, open.map(Case::leaving));
        let desks = self.desks.iter().map(|desk| desk.ledger).collect();
        (self.ledger, desks, self.observer)
    }

    /// Cases open, those to come back and matters kept included: what the plan sets a limit to.
    fn open(&self) -> u64 {
        self.cases.len() as u64 + self.matters_kept().0
    }

    /// No more cases and matters than this were open at any time so far, and no more tasks.
    fn most_open(&self) -> (u64, u64) {
        let cases = self.cases.most() as u64 + self.matters_kept().1;
        (cases, self.tasks.most() as u64)
    }

    /// Whether a desk is in the part of the territory that is run.
    pub(crate) fn is_here(&self, desk: usize) -> bool {
        self.domain
            .as_ref()
            .is_none_or(|domain| domain.holds_desk(desk))
    }

    /// Whether the warm-up is over.
    pub fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    /// Balance of cases since the start of the run.
    pub fn flow(&self) -> Flow {
        self.ledger.flow
    }

    /// Books the part of every service under way that lies before now.
    fn book_services(&mut self, desk: usize) {
        let now = self.now;
        let desk = &mut self.desks[desk];
        desk.advance(now);
        let available = self.model.desk_kinds[desk.kind].available;
        for person in desk
            .people
            .iter_mut()
            .filter(|person| person.doing == desk::Doing::Serving)
        {
            let time = self.clocks[usize::from(person.clock)].time(now);
            let (task, ticks) = (&mut self.tasks[person.task], time - person.since);
            self.ledger.tally_work(task.kind, ticks, available);
            desk.ledger.book(task, ticks);
            person.since = time;
            if person.overtime_since != Time::NEVER {
                desk.ledger.overtime += i128::from((now - person.overtime_since).ticks());
                person.overtime_since = now;
            }
        }
    }

    fn run_timer(&mut self) {
        let Some(timer) = self.timers.pop() else {
            return;
        };
        match timer {
            Timer::Complete {
                desk,
                person,
                generation,
            } => {
                if self.desks[desk as usize].people[person as usize].generation == generation {
                    self.person_done(desk, person);
                }
            }
            Timer::Arrive { task, generation } => {
                if self.tasks.alive(task, generation).is_some() {
                    self.join(task);
                }
            }
            Timer::Renege { task, generation } => {
                if self
                    .tasks
                    .alive(task, generation)
                    .is_some_and(|t| t.state == TaskState::Waiting && !t.started)
                {
                    self.renege(task);
                }
            }
            Timer::Down {
                desk,
                person,
                count,
            } => self.break_down(desk, person, count),
            Timer::Up {
                desk,
                person,
                count,
            } => self.repair(desk, person, count),
            Timer::Mechanism { mechanism, a, b } => self.mechanism_timer(mechanism, a, b),
            Timer::EnterLevel { case, generation }
            | Timer::Intake { case, generation }
            | Timer::Age { case, generation }
            | Timer::Reopen { case, generation }
                if !self.cases.is_current(case, generation) => {}
            Timer::EnterLevel { case, .. } => self.enter_level(case),
            Timer::Intake { case, .. } => self.take_in(case),
            Timer::Age { case, .. } => self.grow_old(case),
            Timer::Reopen { case, .. } => self.reopen(case),
        }
    }

    fn sample(&mut self) {
        let next = sampling::sample(self.model, &mut self.ledger, self.now);
        let slot = self.sample_slot();
        self.set_slot(usize::from(clock::WALL), slot, next);
    }

    #[inline]
    pub(crate) fn note(&mut self, step: Step, case: u32) {
        if !O::WATCHES {
            return;
        }
        self.observer.record(Record {
            at: self.now,
            case: Some(self.cases[case].number),
            step,
            task: None,
            desk: None,
        });
    }
}
