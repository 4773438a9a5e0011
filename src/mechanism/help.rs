//! People who help at other desks: what flexibility and emergencies have in common.
//!
//! A person who is free and finds the own queue empty takes the next task of a case from a partner desk, the one with the
//! longest queue; and a task that finds nobody free at its desk goes straight to an idle helper. From then on it is a task
//! of the helper's desk, where its hours are booked, written down for the helper's speed. Work of mechanisms that belongs
//! to no case stays where it is.

use crate::engine::assignment::{Duty, Urgency};
use crate::engine::queue::NONE;
use crate::engine::{Observer, Simulation, Step};
use crate::model::mechanisms::{Coordinator, Help};
use crate::model::{Activity, Mechanism, Mechanisms, Model, Unit};
use crate::time::{Span, nearest};

/// The place in the counts of a mechanism for tasks taken over.
pub(super) const HELPED: usize = 0;
/// The same for hands-on ticks of their work.
pub(super) const WORK: usize = 1;
/// The same for hands-on ticks of coordination.
pub(super) const COORDINATION: usize = 2;

/// The kind of duty that coordination at the desk that is helped is.
const COORDINATE: u8 = 100;

/// The draw that says whether a desk has one helper more, apart from other draws of the mechanism.
const MORE: u64 = 1 << 32;

/// Which rule of which mechanism.
#[derive(Debug, Clone, Copy)]
struct Rule {
    by: Mechanism,
    at: usize,
}

/// Those of the people of a desk who may help elsewhere.
#[derive(Debug, Clone, Copy)]
struct Helpers {
    people: u64,
    helpers: u64,
}

impl Helpers {
    /// Whether a person is one of them: they are spread evenly among all.
    fn include(self, person: u32) -> bool {
        let person = u64::from(person);
        self.helpers > 0
            && (person + 1) * self.helpers / self.people > person * self.helpers / self.people
    }
}

/// The rules by kind of desk; empty without any.
#[derive(Debug, Default)]
pub(crate) struct State {
    by_helper: Vec<Vec<Rule>>,
    by_helped: Vec<Vec<Rule>>,
}

/// The rules of a mechanism.
fn rules(mechanisms: &Mechanisms, by: Mechanism) -> &[Help] {
    match by {
        Mechanism::Flexibility => mechanisms.flexibility.as_ref().map(|own| &own.help),
        _ => mechanisms.emergency.as_ref().map(|own| &own.help),
    }
    .map_or(&[], |help| help.as_slice())
}

/// The desks of one of some kinds that stand in the unit of a desk, or beside it.
fn desks_around<'m>(
    model: &'m Model,
    desk: usize,
    kind: &crate::model::DeskKind,
    neighbours: bool,
    kinds: &'m [crate::model::DeskKindId],
) -> impl Iterator<Item = usize> + use<'m> {
    let level = &model.levels[kind.level];
    let ordinal = desk as u32 - kind.first;
    let unit = &model.units[crate::id::Id::new(level.first_unit.index() + ordinal as usize)];
    let beside = |parent: crate::model::UnitId| {
        let (first, last) = model.units[parent].children;
        let first_unit = level.first_unit.index() as u32;
        first.saturating_sub(first_unit)..last.saturating_sub(first_unit).min(level.units)
    };
    let here = ordinal..ordinal + 1;
    let units = match (neighbours, unit) {
        (
            true,
            Unit {
                parent: Some(parent),
                ..
            },
        ) => beside(*parent),
        _ => here,
    };
    units.flat_map(move |unit| {
        kinds
            .iter()
            .map(move |&kind| (model.desk_kinds[kind].first + unit) as usize)
            .filter(move |&other| other != desk)
    })
}

impl<O: Observer> Simulation<'_, O> {
    /// Takes note of the rules of a mechanism that begins.
    pub(super) fn begin_help(&mut self, by: Mechanism) {
        let kinds = self.model.desk_kinds.len();
        let state = &mut self.states.help;
        state.by_helper.resize(kinds, Vec::new());
        state.by_helped.resize(kinds, Vec::new());
        for (at, law) in rules(&self.model.mechanisms, by).iter().enumerate() {
            if law.share == 0.0 {
                continue;
            }
            let rule = Rule { by, at };
            state.by_helper[law.from.index()].push(rule);
            for kind in &law.to {
                state.by_helped[kind.index()].push(rule);
            }
        }
    }

    /// Whether a rule holds now.
    fn is_in_force(&self, rule: Rule) -> bool {
        rule.by == Mechanism::Flexibility || self.is_engaged()
    }

    /// How many people of a desk may help. Where the share leaves a fraction of a person, some desks have one helper more
    /// than others, so that the mean is right.
    fn helpers(&self, rule: Rule, law: &Help, desk: usize) -> Helpers {
        let people = self.desks[desk].people.len() as u64;
        let key = self.own_key(rule.by, MORE | rule.at as u64);
        let more = key.child(desk as u64).uniform();
        Helpers {
            people,
            helpers: (people as f64 * law.share + more) as u64,
        }
    }

    /// The next task of a partner desk for a person who finds none at the own one.
    pub(super) fn help_elsewhere(&mut self, desk: usize, person: u32) -> Option<u32> {
        let model = self.model;
        let kind = self.desks[desk].kind;
        let count = self.states.help.by_helper.get(kind.index())?.len();
        for at in 0..count {
            let rule = self.states.help.by_helper[kind.index()][at];
            let law = &rules(&model.mechanisms, rule.by)[rule.at];
            if !self.is_in_force(rule) || !self.helpers(rule, law, desk).include(person) {
                continue;
            }
            let partners = || {
                desks_around(
                    model,
                    desk,
                    &model.desk_kinds[kind],
                    law.neighbours,
                    &law.to,
                )
            };
            let waiting = |other: usize| self.desks[other].queue.waiting;
            let longest = partners()
                .filter(|&other| waiting(other) >= law.only_when)
                .reduce(|most, other| {
                    if waiting(other) > waiting(most) {
                        other
                    } else {
                        most
                    }
                });
            let Some(longest) = longest else { continue };
            let found = std::iter::once(longest)
                .chain(partners())
                .find_map(|other| {
                    (self.desks[other].queue.waiting >= law.only_when)
                        .then(|| self.take_case_task(other))
                        .flatten()
                });
            if let Some(task) = found {
                self.take_over(rule, law, desk, task);
                return Some(task);
            }
        }
        None
    }

    /// A task found nobody free at its desk. Says whether an idle helper has taken it up; when others wait before it, the
    /// helper takes the first of them, and it joins the queue.
    pub(super) fn call_helper(&mut self, desk: usize, task: u32) -> bool {
        if self.tasks[task].case == NONE || self.states.help.by_helped.is_empty() {
            return false;
        }
        let Some((rule, helper, person)) = self.idle_helper(desk, 1) else {
            return false;
        };
        let first = self.take_case_task(desk);
        if first.is_none() {
            self.log(Step::Queued, task);
        }
        self.begin_to_help(rule, helper, person, first.unwrap_or(task));
        first.is_none()
    }

    /// Idle helpers take what waits at a desk.
    pub(super) fn call_helpers(&mut self, desk: usize) {
        if self.states.help.by_helped.is_empty() {
            return;
        }
        while self.desks[desk].queue.waiting > 0 {
            let Some((rule, helper, person)) = self.idle_helper(desk, 0) else {
                return;
            };
            let Some(task) = self.take_case_task(desk) else {
                return;
            };
            self.begin_to_help(rule, helper, person, task);
        }
    }

    /// Idle helpers take what waits anywhere: help has just become possible.
    pub(super) fn call_all_helpers(&mut self) {
        for desk in 0..self.desks.len() {
            self.call_helpers(desk);
        }
    }

    /// Somebody idle who may help at a desk where so many wait, with `coming` more.
    fn idle_helper(&self, desk: usize, coming: u32) -> Option<(Rule, usize, u32)> {
        let model = self.model;
        let at = &self.desks[desk];
        for &rule in &self.states.help.by_helped[at.kind.index()] {
            let law = &rules(&model.mechanisms, rule.by)[rule.at];
            if !self.is_in_force(rule) || at.queue.waiting + coming < law.only_when {
                continue;
            }
            let kind = &model.desk_kinds[at.kind];
            let from = std::slice::from_ref(&law.from);
            for helper in desks_around(model, desk, kind, law.neighbours, from) {
                let mut idle = self.desks[helper].idle.iter().rev();
                if idle.len() == 0 {
                    continue;
                }
                let helpers = self.helpers(rule, law, helper);
                let free = idle.find(|&&person| helpers.include(person));
                if let Some(&person) = free {
                    return Some((rule, helper, person));
                }
            }
        }
        None
    }

    /// The first waiting task of a case at a desk, taken out of its queue.
    fn take_case_task(&mut self, desk: usize) -> Option<u32> {
        let desk = &mut self.desks[desk];
        desk.advance(self.now);
        desk.queue.take(&mut self.tasks, |task| task.case != NONE)
    }

    fn begin_to_help(&mut self, rule: Rule, helper: usize, person: u32, task: u32) {
        let law = &rules(&self.model.mechanisms, rule.by)[rule.at];
        let desk = &mut self.desks[helper];
        desk.advance(self.now);
        desk.idle.retain(|&idle| idle != person);
        self.take_over(rule, law, helper, task);
        self.start(helper, person, task);
    }

    /// Makes a task one of the helper's desk: its work is written down for the speed of the helper, and coordination comes
    /// first.
    fn take_over(&mut self, rule: Rule, law: &Help, helper: usize, task: u32) {
        let model = self.model;
        let at = &self.tasks[task];
        let before = &model.desk_kinds[self.desks[at.desk as usize].kind];
        let after = &model.desk_kinds[self.desks[helper].kind];
        let mut rate = before.rate;
        if at.case != NONE && !before.skill.is_empty() {
            rate *= self.skill_of(before, self.cases[at.case].category, at.kind);
        }
        let helped = at.desk as usize;
        let task_at = &mut self.tasks[task];
        task_at.desk = helper as u32;
        task_at.convert(rate / (after.rate * law.speed));
        let work = nearest(task_at.left() as f64 * after.available);
        self.tasks.renumber(task);
        self.tally(rule.by, HELPED, 1);
        self.tally(rule.by, WORK, work);
        self.coordinate(rule, law, task, helped);
    }

    /// The coordination of help with a task that was another desk's.
    fn coordinate(&mut self, rule: Rule, law: &Help, task: u32, helped: usize) {
        let model = self.model;
        if law.coordination == 0.0 {
            return;
        }
        let desk = match law.coordinated_by {
            Coordinator::Helper => self.tasks[task].desk as usize,
            Coordinator::Helped => helped,
        };
        let kind = &model.desk_kinds[self.desks[desk].kind];
        let ticks = Span::from_hours(law.coordination / kind.rate).ticks();
        let hands_on = nearest(ticks as f64 * kind.available);
        self.tally(rule.by, COORDINATION, hands_on);
        match law.coordinated_by {
            Coordinator::Helper => {
                let task = &mut self.tasks[task];
                task.extra += ticks;
                task.extra_as = Activity::Coordinate;
            }
            Coordinator::Helped => {
                let duty = Duty {
                    mechanism: rule.by,
                    what: COORDINATE,
                    hours: law.coordination,
                    activity: Activity::Coordinate,
                    urgency: Urgency::Class(0),
                    due: self.now,
                    link: (0, 0),
                };
                self.assign(desk, duty);
            }
        }
    }
}
