#![doc = include_str!("linkage.md")]

use std::collections::{BTreeMap, VecDeque};

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::task::{Company, Task, TaskKind, TaskState};
use crate::engine::{Observer, Simulation};
use crate::mechanism::figure::{Figure, Per};
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::Linkage;
use crate::model::mechanisms::linkage::LinkageKind;
use crate::model::{Activity, LevelId, Mechanism, UnitId};
use crate::time::{Span, Time};

/// Cases linked.
const LINKED: usize = 0;
/// Meetings that came to an end of their call: held, or called off because not everybody came.
const ENDED: usize = 1;
const HELD: usize = 2;
const MISSED: usize = 3;
/// Sum of the times from the call to the start of the meetings held.
const ASSEMBLY: usize = 4;
/// Time of people who waited for the others of meetings held.
const WAITED: usize = 5;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "linked_cases",
        label: "cases linked",
        unit: Unit::Cases,
        better: Better::Neither,
        at: LINKED,
        per: Per::Window,
    },
    Figure {
        name: "meetings_held_tasks",
        label: "linkage meetings held",
        unit: Unit::Tasks,
        better: Better::Neither,
        at: HELD,
        per: Per::Window,
    },
    Figure {
        name: "assembly_wait_mean_h",
        label: "from the call of a meeting to its start",
        unit: Unit::Hours,
        better: Better::Lower,
        at: ASSEMBLY,
        per: Per::Tally(HELD),
    },
    Figure {
        name: "held_staff_h",
        label: "time of those who waited for others",
        unit: Unit::StaffHours,
        better: Better::Lower,
        at: WAITED,
        per: Per::Window,
    },
    Figure {
        name: "missed_meetings_share",
        label: "share of meetings called off",
        unit: Unit::Share,
        better: Better::Lower,
        at: MISSED,
        per: Per::Tally(ENDED),
    },
];

/// Why a case would leave its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// For lack of authority or knowledge.
    Authority,
    /// Its time at the level is over.
    Age,
}

/// What this mechanism remembers during a run.
#[derive(Debug, Default)]
pub(crate) struct State {
    meetings: Vec<Meeting>,
    free: Vec<u32>,
    /// Meetings so far.
    planned: u32,
    /// Meetings that have not been called, by the unit on whose agenda they stand.
    agenda: BTreeMap<u32, VecDeque<u32>>,
}

/// A meeting about a case.
#[derive(Debug, Clone)]
struct Meeting {
    /// Its number among all; 0 when the place is free.
    number: u32,
    case: u32,
    why: Why,
    /// The desks that take part, each once, in order.
    desks: Vec<usize>,
    /// Their calls, when they have been called.
    calls: Vec<u32>,
    /// People who have taken up the call and wait, or who are still there once it has begun.
    there: usize,
    has_begun: bool,
    called: Time,
}

/// Draws of this mechanism about a case.
const CHOSEN: u64 = 0;
const DURATION: u64 = 1;
const AFTERWARDS: u64 = 2;

/// Its tasks: a call to a meeting, work afterwards, and visits from here on.
const CALL: u8 = 0;
const AFTER: u8 = 1;
const VISIT: u8 = 2;

/// Hours a person would wait for others if nobody ended it: longer than any run.
const UNTIL_ENDED: f64 = 1e7;

/// The first number of the timer of the agenda, which is not that of a meeting.
const AGENDA: u32 = NONE;

impl<O: Observer> Simulation<'_, O> {
    /// The first instant of the agenda.
    pub(super) fn begin_linkage(&mut self) {
        let linkage = self.model.mechanisms.linkage.as_ref();
        if let Some(agenda) = linkage.and_then(|linkage| linkage.agenda) {
            self.set_mechanism_timer(Mechanism::Linkage, agenda.offset, AGENDA, 0);
        }
    }

    /// A case would leave its level upwards. Says whether several levels or sectors take it in hand together instead.
    pub(super) fn link_up(&mut self, case: u32, why: Why) -> bool {
        let Some(linkage) = &self.model.mechanisms.linkage else {
            return false;
        };
        let at = &self.cases[case];
        let may_be = self.level_of(case) == linkage.from
            && (why == Why::Authority || linkage.aged)
            && !at.status.authorised
            && !at.status.deciding
            && at.severity >= linkage.severity
            && (linkage.categories.is_empty() || linkage.categories.contains(&at.category));
        let key = self.case_key(case, Mechanism::Linkage, CHOSEN);
        if !may_be || key.child(self.visit(case)).uniform() >= linkage.share {
            return false;
        }
        let desks = self.participants(case, linkage);
        if desks.len() < 2 {
            return false;
        }
        self.touch(case);
        // Thresholds of age are not for cases in the hands of several.
        let generation = self.cases.generation();
        let at = &mut self.cases[case];
        at.generation = generation;
        at.running = 0;
        at.status.linked = true;
        at.status.overage = false;
        self.tally(Mechanism::Linkage, LINKED, 1);
        match linkage.kind {
            LinkageKind::Visit => self.visit_together(case, &desks, linkage),
            LinkageKind::Meeting => self.plan_meeting(case, why, desks, linkage),
        }
        true
    }

    /// The desks that take part about a case, each once, in the order of all desks.
    fn participants(&self, case: u32, linkage: &Linkage) -> Vec<usize> {
        let unit = self.cases[case].unit;
        let levels = linkage.levels.iter();
        let fronts = levels
            .filter_map(|&level| self.model.ancestor(unit, level))
            .filter_map(|unit| self.front_desk_in(case, unit));
        let named = linkage.desks.iter();
        let named = named.filter_map(|&kind| self.desk_above(kind, unit));
        let mut desks: Vec<usize> = fronts.chain(named).collect();
        desks.sort_unstable();
        desks.dedup();
        desks
    }

    // Visits side by side.

    fn visit_together(&mut self, case: u32, desks: &[usize], linkage: &Linkage) {
        let low = self.cases[case].number as u32;
        let key = self.case_key(case, Mechanism::Linkage, DURATION);
        let key = key.child(self.visit(case));
        for (nth, &desk) in desks.iter().enumerate() {
            let kind = TaskKind::Step(Mechanism::Linkage, VISIT.saturating_add(nth as u8));
            let hours = linkage.duration.sample(key.child(nth as u64));
            self.send_step(case, desk, kind, hours, Activity::Coordinate);
            // A full desk may have made the case leave.
            let is_linked = |at: &crate::engine::case::Case| at.status.linked;
            if !self.cases.numbered(case, low).is_some_and(is_linked) {
                return;
            }
        }
    }

    // Meetings of all at once.

    fn plan_meeting(&mut self, case: u32, why: Why, desks: Vec<usize>, linkage: &Linkage) {
        let now = self.now;
        let top = linkage.levels.last().copied().unwrap_or(linkage.from);
        let unit = self.cases[case].unit;
        let host = self.model.ancestor(unit, top).unwrap_or(unit);
        let state = &mut self.states.linkage;
        state.planned = state.planned.wrapping_add(1).max(1);
        let meeting = Meeting {
            number: state.planned,
            case,
            why,
            desks,
            calls: Vec::new(),
            there: 0,
            has_begun: false,
            called: now,
        };
        let at = match state.free.pop() {
            Some(at) => {
                state.meetings[at as usize] = meeting;
                at
            }
            None => {
                state.meetings.push(meeting);
                (state.meetings.len() - 1) as u32
            }
        };
        if linkage.agenda.is_some() {
            let host = host.index() as u32;
            state.agenda.entry(host).or_default().push_back(at);
        } else {
            self.call_meeting(at, linkage);
        }
    }

    /// Calls one person of each desk of a meeting. All calls of a meeting are made before any of a later one, so that they
    /// stand in the same order at every desk.
    fn call_meeting(&mut self, at: u32, linkage: &Linkage) {
        let now = self.now;
        let meeting = &mut self.states.linkage.meetings[at as usize];
        meeting.called = now;
        let (number, desks) = (meeting.number, meeting.desks.clone());
        for desk in desks {
            let duty = Duty {
                mechanism: Mechanism::Linkage,
                what: CALL,
                hours: UNTIL_ENDED,
                activity: Activity::Coordinate,
                urgency: Urgency::Call,
                due: now,
                link: (at, number),
            };
            let call = self.assign(desk, duty);
            self.states.linkage.meetings[at as usize].calls.push(call);
        }
        self.set_mechanism_timer(Mechanism::Linkage, linkage.give_up, at, number);
        self.begin_if_all_there(at);
    }

    /// The meeting of a call, while it goes on.
    fn meeting_of(&self, task: &Task) -> Option<u32> {
        if task.kind != TaskKind::Duty(Mechanism::Linkage, CALL) {
            return None;
        }
        let (at, number) = task.link();
        let meeting = self.states.linkage.meetings.get(at as usize)?;
        (meeting.number == number).then_some(at)
    }

    /// A person has begun a task: if it is a call, they wait for the others, or the meeting begins.
    pub(super) fn take_up_call(&mut self, task: u32) {
        let Some(at) = self.meeting_of(&self.tasks[task]) else {
            return;
        };
        if self.tasks[task].company != Company::Alone {
            return;
        }
        self.tasks[task].company = Company::Awaiting;
        self.states.linkage.meetings[at as usize].there += 1;
        self.begin_if_all_there(at);
    }

    /// A person who waits for others has gone off duty.
    pub(crate) fn leave_call(&mut self, task: u32) {
        if let Some(at) = self.meeting_of(&self.tasks[task]) {
            self.states.linkage.meetings[at as usize].there -= 1;
        }
    }

    fn begin_if_all_there(&mut self, at: u32) {
        let meeting = &mut self.states.linkage.meetings[at as usize];
        let all = meeting.desks.len();
        if meeting.there < all || meeting.calls.len() < all || meeting.has_begun {
            return;
        }
        meeting.has_begun = true;
        let (case, called, calls) = (meeting.case, meeting.called, meeting.calls.clone());
        let Some(linkage) = &self.model.mechanisms.linkage else {
            return;
        };
        let key = self.case_key(case, Mechanism::Linkage, DURATION);
        let hours = linkage.duration.sample(key.child(self.visit(case)));
        let length = Span::from_hours(hours).max(Span::from_ticks(1));
        let mut waited = 0;
        for call in calls {
            let task = &mut self.tasks[call];
            task.company = Company::Meeting;
            let person = &self.desks[task.desk as usize].people[task.person as usize];
            waited += task.worked + self.now.ticks() - person.since;
            self.end_service_after(call, length);
        }
        self.tally(Mechanism::Linkage, ENDED, 1);
        self.tally(Mechanism::Linkage, HELD, 1);
        self.tally(Mechanism::Linkage, ASSEMBLY, (self.now - called).ticks());
        self.tally(Mechanism::Linkage, WAITED, waited);
    }

    /// An instant of the agenda, or a meeting has not come together for too long.
    pub(super) fn linkage_timer(&mut self, a: u32, number: u32) {
        let Some(linkage) = &self.model.mechanisms.linkage else {
            return;
        };
        if a != AGENDA {
            let meeting = &self.states.linkage.meetings[a as usize];
            if meeting.number == number && !meeting.has_begun {
                let (case, why) = (meeting.case, meeting.why);
                self.tally(Mechanism::Linkage, ENDED, 1);
                self.tally(Mechanism::Linkage, MISSED, 1);
                self.call_off(a);
                self.go_on_alone(case, why);
            }
            return;
        }
        let Some(agenda) = linkage.agenda else {
            return;
        };
        let mut due = Vec::new();
        for waiting in self.states.linkage.agenda.values_mut() {
            let count = waiting.len().min(agenda.at_most as usize);
            due.extend(waiting.drain(..count));
        }
        for at in due {
            self.call_meeting(at, linkage);
        }
        self.set_mechanism_timer(Mechanism::Linkage, agenda.every, AGENDA, 0);
    }

    /// Ends a meeting wherever it stands; whoever waits or meets is free.
    fn call_off(&mut self, at: u32) {
        let meeting = &mut self.states.linkage.meetings[at as usize];
        let calls = std::mem::take(&mut meeting.calls);
        let number = std::mem::take(&mut meeting.number);
        let link = (at, number);
        let kind = TaskKind::Duty(Mechanism::Linkage, CALL);
        let is_call =
            |task: &Task| task.state != TaskState::Free && task.kind == kind && task.link() == link;
        for &call in &calls {
            if is_call(&self.tasks[call]) {
                self.withdraw(call);
            }
        }
        if calls.is_empty() {
            for waiting in self.states.linkage.agenda.values_mut() {
                waiting.retain(|&other| other != at);
            }
        }
        self.states.linkage.free.push(at);
    }

    /// A case goes on without the others, as it would have done.
    fn go_on_alone(&mut self, case: u32, why: Why) {
        self.touch(case);
        self.cases[case].status.linked = false;
        match why {
            Why::Authority => self.pass_on_alone(case),
            Why::Age => self.climb_now(case),
        }
    }

    // What comes of it.

    /// A person has left a meeting at its end, or a step of a case is done.
    pub(super) fn linkage_done(&mut self, task: &Task) {
        match task.kind {
            TaskKind::Step(_, AFTER) => self.end_linked(task.case),
            TaskKind::Step(..) => self.visited(task.case),
            _ => {
                let Some(at) = self.meeting_of(task) else {
                    return;
                };
                let meeting = &mut self.states.linkage.meetings[at as usize];
                meeting.there -= 1;
                if meeting.there == 0 {
                    let (case, why) = (meeting.case, meeting.why);
                    self.call_off(at);
                    self.decide_together(case, why);
                }
            }
        }
    }

    /// One of several visits is over: after the last of them the case is decided.
    fn visited(&mut self, case: u32) {
        let mut task = self.cases[case].tasks;
        while task != NONE {
            if let TaskKind::Step(Mechanism::Linkage, _) = self.tasks[task].kind {
                return;
            }
            task = self.tasks[task].sibling;
        }
        self.decide_together(case, Why::Authority);
    }

    /// Those who took part decide the case if any of them may.
    fn decide_together(&mut self, case: u32, why: Why) {
        let Some(linkage) = &self.model.mechanisms.linkage else {
            return;
        };
        let at = &self.cases[case];
        let Some(level) = self.decider(at.unit, case, linkage) else {
            self.go_on_alone(case, why);
            return;
        };
        self.touch(case);
        let key = self.case_key(case, Mechanism::Linkage, AFTERWARDS);
        let key = key.child(self.visit(case));
        let at = &mut self.cases[case];
        at.status.linked = false;
        at.status.authorised = true;
        at.decided_at = Some(level);
        match (&linkage.follow_up, self.front_desk(case)) {
            (Some(work), Some(desk)) => {
                let kind = TaskKind::Step(Mechanism::Linkage, AFTER);
                self.send_step(case, desk, kind, work.sample(key), Activity::Handle);
            }
            _ => self.end_linked(case),
        }
    }

    /// The lowest of the levels that took part with the right to decide.
    fn decider(&self, unit: UnitId, case: u32, linkage: &Linkage) -> Option<LevelId> {
        let kinds = linkage.desks.iter();
        let kinds = kinds.filter(|&&kind| self.desk_above(kind, unit).is_some());
        let named = kinds.map(|&kind| self.model.desk_kinds[kind].level);
        let levels = linkage.levels.iter().copied().chain(named);
        let at = &self.cases[case];
        levels.filter(|&level| self.may_decide(at, level)).min()
    }

    /// A case that was decided together is closed, or worked on where it is.
    fn end_linked(&mut self, case: u32) {
        let at = &self.cases[case];
        if at.handlings > 0 && at.wanted & !at.done == 0 {
            self.close(case);
        } else {
            self.handle(case);
        }
    }

    /// A case is closed or has left: nobody is to meet about it any more.
    pub(super) fn end_linkage(&mut self, case: u32) {
        if !std::mem::take(&mut self.cases[case].status.linked) {
            return;
        }
        let meetings = self.states.linkage.meetings.iter();
        let at = meetings
            .zip(0..)
            .find(|(meeting, _)| meeting.number != 0 && meeting.case == case)
            .map(|(_, at)| at);
        if let Some(at) = at {
            self.call_off(at);
        }
    }
}
