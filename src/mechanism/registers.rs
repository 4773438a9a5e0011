#![doc = include_str!("registers.md")]

use crate::engine::sending::Order;
use crate::engine::task::{Task, TaskKind};
use crate::engine::{Observer, Simulation};
use crate::mechanism::dispatch::bits;
use crate::mechanism::draws::chosen;
use crate::mechanism::figure::{Figure, Per};
use crate::mechanism::hooks::IntakeWork;
use crate::mechanism::routine::Rounds;
use crate::model::figure::{Better, Unit};
use crate::model::mechanisms::registers::{Ageing, Departments, Register};
use crate::model::{Activity, DepartmentId, Mechanism};
use crate::random::{Key, Purpose};
use crate::time::Time;

/// Fields asked for.
const ASKED: usize = 0;
/// Fields found.
const FOUND: usize = 1;
/// Fields found and out of date.
const STALE: usize = 2;
/// Fields collected from the citizen or firm, those collected again included.
const COLLECTED: usize = 3;
/// Times the citizen or firm handed something in, of first closings.
const SUBMITTED: usize = 4;
/// Rounds of upkeep left out.
const LEFT_OUT: usize = 5;
/// Times a department looked for its fields at other departments.
const QUERIES: usize = 6;

/// What this mechanism lets a run show.
pub(crate) const FIGURES: &[Figure] = &[
    Figure {
        name: "fields_asked_per_case",
        label: "fields asked for",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: ASKED,
        per: Per::Closed,
    },
    Figure {
        name: "fields_found_share",
        label: "of them found",
        unit: Unit::Share,
        better: Better::Higher,
        at: FOUND,
        per: Per::Tally(ASKED),
    },
    Figure {
        name: "fields_stale_share",
        label: "of those found, out of date",
        unit: Unit::Share,
        better: Better::Lower,
        at: STALE,
        per: Per::Tally(FOUND),
    },
    Figure {
        name: "fields_collected_per_case",
        label: "fields collected",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: COLLECTED,
        per: Per::Closed,
    },
    Figure {
        name: "submissions_per_case",
        label: "submissions",
        unit: Unit::PerCase,
        better: Better::Lower,
        at: SUBMITTED,
        per: Per::Closed,
    },
    Figure {
        name: "queries_per_case",
        label: "queries at other departments",
        unit: Unit::PerCase,
        better: Better::Neither,
        at: QUERIES,
        per: Per::Closed,
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
    /// By register.
    registers: Vec<Kept>,
    /// By record of a case: what its departments have collected.
    collected: Vec<Collected>,
}

/// Needs of a case, one bit each.
#[derive(Debug, Clone, Copy, Default)]
struct Collected {
    /// Those whose departments have their fields.
    had: u64,
    /// Those whose departments have had an answer from another one.
    answered: u64,
}

/// How a register is kept up.
#[derive(Debug, Default)]
struct Kept {
    rounds: Rounds,
    /// When each desk that keeps it has last done so.
    at: Vec<Time>,
}

/// What looking fields up came to, in fields and hours.
#[derive(Debug, Clone, Copy, Default)]
struct Lookup {
    found: u32,
    stale: u32,
    check: f64,
}

impl<O: Observer> Simulation<'_, O> {
    /// Registers are up to date at the start; the first upkeep is due a period later.
    pub(super) fn begin_registers(&mut self) {
        let model = self.model;
        let Some(registers) = &model.mechanisms.registers else {
            return;
        };
        for (at, register) in registers.base.iter().enumerate() {
            let desks = register.upkeep.as_ref().map(|upkeep| {
                self.set_mechanism_timer(Mechanism::Registers, upkeep.every, at as u32, 0);
                self.desks_of(upkeep.desk).len()
            });
            self.states.registers.registers.push(Kept {
                rounds: Rounds::default(),
                at: vec![Time::ZERO; desks.unwrap_or(1)],
            });
        }
    }

    /// A register is due to be kept up.
    pub(super) fn registers_timer(&mut self, which: u32, _: u32) {
        let model = self.model;
        let registers = model.mechanisms.registers.as_ref();
        let Some(upkeep) =
            registers.and_then(|registers| registers.base[which as usize].upkeep.as_ref())
        else {
            return;
        };
        let kept = &mut self.states.registers.registers[which as usize];
        let mut rounds = std::mem::take(&mut kept.rounds);
        let what = (Mechanism::Registers, Activity::Upkeep);
        let left_out = self.begin_round(&mut rounds, upkeep, what, which);
        self.states.registers.registers[which as usize].rounds = rounds;
        self.tally(Mechanism::Registers, LEFT_OUT, left_out);
        self.set_mechanism_timer(Mechanism::Registers, upkeep.every, which, 0);
    }

    /// A desk has kept its part of a register up, or answered a query about a need.
    pub(super) fn registers_done(&mut self, task: &Task) {
        if let TaskKind::Step(_, need) = task.kind {
            self.answered(task.case, need);
            return;
        }
        let (which, at) = task.link();
        let kept = &mut self.states.registers.registers[which as usize];
        kept.rounds.finish(at);
        kept.at[at as usize] = self.now;
    }

    /// What is found is checked and, when out of date, collected again; the rest is collected as before.
    pub(super) fn look_up_at_intake(&mut self, case: u32, mut work: IntakeWork) -> IntakeWork {
        let model = self.model;
        let Some(registers) = &model.mechanisms.registers else {
            return work;
        };
        let at = &self.cases[case];
        let (category, fields) = (at.category, model.categories[at.category].fields);
        if fields == 0 || work.collect == 0.0 {
            return work;
        }
        let key = self.case_key(case, Mechanism::Registers, 0);
        let mut all = Lookup::default();
        for (which, register) in registers.base.iter().enumerate() {
            let range = register.holds[category.index()];
            let one = self.look_up(case, (which, register), range, key.child(which as u64));
            all = all.and(one);
        }
        let one = work.collect / f64::from(fields);
        work.collect -= one * f64::from(all.found);
        work.again += one * f64::from(all.stale);
        work.check += all.check;
        self.count_fields(fields, all);
        work
    }

    /// A department collects its own fields with its part of the case, as far as nobody it is connected with has them.
    pub(super) fn look_up_at_department(&mut self, case: u32, need: u8, mut order: Order) -> Order {
        let model = self.model;
        let registers = model.mechanisms.registers.as_ref();
        let Some((registers, own)) =
            registers.and_then(|all| Some((all, all.departments.as_ref()?)))
        else {
            return order;
        };
        let had = self.collected_by(case).had;
        if own.fields == 0 || had >> need & 1 == 1 {
            return order;
        }
        let department = self.department_of(case, need);
        let key = self.case_key(case, Mechanism::Registers, 1 + u64::from(need));
        let mut all = Lookup::default();
        for (which, register) in registers.base.iter().enumerate() {
            if register.serves[department.index()] {
                let range = register.holds_of_departments;
                let one = self.look_up(case, (which, register), range, key.child(which as u64));
                all = all.and(one);
            }
        }
        let asked = own.fields - all.found;
        let hit = self
            .best_connected(case, need, own)
            .map_or(0.0, |best| best.1);
        self.tally(Mechanism::Registers, QUERIES, i64::from(hit > 0.0));
        let elsewhere = key.child(registers.base.len() as u64);
        let found = chosen(|| elsewhere, (0, asked), hit);
        all.found += found;
        all.check += own.verify * f64::from(found);
        let (rest, again) = (own.fields - all.found, all.stale);
        order.second = self.collecting(case, rest + again > 0 && own.collect > 0.0);
        order.hours.1 += own.collect * f64::from(rest);
        order.again += own.collect * f64::from(again) + all.check;
        self.count_fields(own.fields, all);
        order
    }

    /// Of the departments that have finished their part of the case, the one best connected with that of a need, and the
    /// chance that it has a field; none when nobody connected has.
    fn best_connected(
        &self,
        case: u32,
        need: u8,
        own: &Departments,
    ) -> Option<(DepartmentId, f64)> {
        let department = self.department_of(case, need);
        let others = bits(self.collected_by(case).had).map(|other| {
            let other = self.department_of(case, other);
            // A department has what it collected for another of its needs.
            let hit = if other == department {
                1.0
            } else {
                own.hit(department, other)
            };
            (other, hit)
        });
        others
            .filter(|(_, hit)| *hit > 0.0)
            .reduce(|best, other| if other.1 > best.1 { other } else { best })
    }

    /// A need is about to be sent to its desk. Says whether it waits for another department to answer a query first.
    pub(super) fn await_answer(&mut self, case: u32, need: u8) -> bool {
        let model = self.model;
        let registers = model.mechanisms.registers.as_ref();
        let own = registers.and_then(|registers| registers.departments.as_ref());
        let Some((own, answer)) = own.and_then(|own| Some((own, own.answer.as_ref()?))) else {
            return false;
        };
        let Collected { had, answered } = self.collected_by(case);
        if own.fields == 0 || (had | answered) >> need & 1 == 1 {
            return false;
        }
        let Some((other, _)) = self.best_connected(case, need, own) else {
            return false;
        };
        let is_other = other != self.department_of(case, need);
        let kind = model.desk_kind(self.level_of(case), other);
        let Some(kind) = kind.filter(|_| is_other) else {
            return false;
        };
        let key = self
            .case_key(case, Mechanism::Registers, 1 + u64::from(need))
            .purpose(Purpose::Transfer);
        let order = Order {
            kind: TaskKind::Step(Mechanism::Registers, need),
            hours: (answer.sample(key), 0.0),
            first: Activity::CollectAgain,
            second: Activity::CollectAgain,
            again: 0.0,
            attempt: 0,
        };
        self.send(case, model.desk_in(kind, self.cases[case].unit), order);
        true
    }

    /// A query about a need is answered: the need goes to its desk, unless the time of the case at its level is over.
    fn answered(&mut self, case: u32, need: u8) {
        self.collected_mut(case).answered |= 1 << need;
        if self.cases[case].status.overage {
            self.leave_if_free(case);
            return;
        }
        let attempt = u64::from(self.cases[case].returns);
        self.send_to_its_desk(case, need, attempt);
    }

    /// A department has done its part, and has its fields.
    pub(super) fn keep_collected(&mut self, case: u32, need: u8) {
        let registers = self.model.mechanisms.registers.as_ref();
        if registers.is_some_and(|registers| registers.departments.is_some()) {
            self.collected_mut(case).had |= 1 << need;
        }
    }

    /// A case is created: no department has collected anything for it.
    pub(super) fn begin_collecting(&mut self, case: u32) {
        if let Some(collected) = self.states.registers.collected.get_mut(case as usize) {
            *collected = Collected::default();
        }
    }

    /// A case is closed for the first time or again: what was handed in until the first time is counted.
    pub(super) fn count_submissions(&mut self, case: u32, mechanism: Mechanism, place: usize) {
        let at = &self.cases[case];
        if at.closings == 0 {
            let submissions = i64::from(at.submissions);
            self.tally(mechanism, place, submissions);
        }
    }

    /// A case is closed, with registers or without.
    pub(super) fn close_in_registers(&mut self, case: u32) {
        if self.model.mechanisms.registers.is_some() {
            self.count_submissions(case, Mechanism::Registers, SUBMITTED);
        }
    }

    fn department_of(&self, case: u32, need: u8) -> DepartmentId {
        let category = &self.model.categories[self.cases[case].category];
        category.needs[usize::from(need)].department
    }

    /// What departments have collected for a case; a part that was done as the time of the case at its level ended counts.
    fn collected_by(&self, case: u32) -> Collected {
        let collected = &self.states.registers.collected;
        let Collected { had, answered } = collected.get(case as usize).copied().unwrap_or_default();
        Collected {
            had: had | self.cases[case].done,
            answered,
        }
    }

    fn collected_mut(&mut self, case: u32) -> &mut Collected {
        let collected = &mut self.states.registers.collected;
        if collected.len() <= case as usize {
            collected.resize(case as usize + 1, Collected::default());
        }
        &mut collected[case as usize]
    }

    /// Looks the fields of a range up in a register.
    fn look_up(
        &self,
        case: u32,
        (which, register): (usize, &Register),
        range: (u32, u32),
        key: Key,
    ) -> Lookup {
        let found = chosen(|| key.child(0), range, register.hit);
        let stale = match register.ageing {
            _ if found == 0 => 0,
            Ageing::Share(share) => chosen(|| key.child(1), (0, found), share),
            Ageing::Mean(mean) => {
                let keeper = register.upkeep.as_ref();
                let desk = keeper.map_or(0, |upkeep| {
                    self.desk_for(upkeep.desk, self.cases[case].place)
                });
                let last = self.states.registers.registers[which].at[desk as usize];
                let age = (self.now - last).to_hours();
                chosen(|| key.child(1), (0, found), -(-age / mean).exp_m1())
            }
        };
        Lookup {
            found,
            stale,
            check: register.verify * f64::from(found),
        }
    }

    fn count_fields(&mut self, asked: u32, all: Lookup) {
        for (place, fields) in [
            (ASKED, asked),
            (FOUND, all.found),
            (STALE, all.stale),
            (COLLECTED, asked - all.found + all.stale),
        ] {
            self.tally(Mechanism::Registers, place, i64::from(fields));
        }
    }
}

impl Lookup {
    fn and(self, other: Self) -> Self {
        Self {
            found: self.found + other.found,
            stale: self.stale + other.stale,
            check: self.check + other.check,
        }
    }
}
