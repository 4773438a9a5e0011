#![doc = include_str!("intake.md")]

use crate::engine::case::{Case, Marks, Nature, Status, Work};
use crate::engine::queue::NONE;
use crate::engine::sending::Order;
use crate::engine::task::TaskKind;
use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation, Step};
use crate::id::Id;
use crate::mechanism::hooks::IntakeWork;
use crate::mechanism::triage;
use crate::model::{Activity, Category, LevelId, Model};
use crate::random::{Key, Purpose};
use crate::stream::Matter;
use crate::time::{Span, Time};

/// The documentation of this module, for `caseload explain`.
pub const EXPLANATION: &str = include_str!("intake.md");

impl<O: Observer> Simulation<'_, O> {
    /// A matter arises: its case is created unless a mechanism keeps the matter.
    #[inline]
    pub(crate) fn arrive(&mut self, matter: &Matter) {
        if self.hooks.matter && self.on_matter(matter) {
            return;
        }
        self.create(matter);
    }

    /// A matter becomes a case at the place where it happens.
    pub(crate) fn create(&mut self, matter: &Matter) {
        self.create_as(matter, matter.key, Nature::Matter);
    }

    /// A matter becomes a case of some nature. What the matter is (severity, competence, needs) is drawn from `marks`,
    /// everything else from its key.
    #[inline]
    pub(crate) fn create_as(&mut self, matter: &Matter, marks: Key, nature: Nature) {
        let number = self.arrived;
        self.arrived += 1;
        let model = self.model;
        let category = &model.categories[matter.category];
        let severity = matter.severity.unwrap_or_else(|| {
            rank(&category.severity, || marks.purpose(Purpose::Severity)) as u8 + 1
        });
        let lowest_class = model.classes as u8 - 1;
        let due = matter.due.unwrap_or_else(|| {
            category.deadline.map_or(Time::NEVER, |allowance| {
                allowance.due(matter.time, &model.calendars)
            })
        });
        let level = model.units[matter.place].level;
        let case = self.cases.insert(Case {
            key: matter.key,
            number,
            created: matter.time,
            opened: matter.time,
            due,
            work_due: due,
            since: self.now,
            // What was open before the start has waited, as far as anybody knows.
            worked: 0,
            queued: (self.now - matter.time).ticks(),
            off_hours: 0,
            decision_wait: 0,
            hand_off: 0,
            open_at: 0,
            work_at: 0,
            work: Work::Nobody,
            needs: drawn_needs(category, marks),
            wanted: 0,
            done: 0,
            running: 0,
            unit: matter.place,
            level,
            place: matter.place,
            back_to: None,
            decided_at: None,
            category: matter.category,
            competence: competence(model, category, marks),
            tasks: NONE,
            generation: 0,
            wait_desk: 0,
            in_service: 0,
            in_queue: 0,
            handlings: 0,
            hops: 0,
            hand_offs: 0,
            returns: 0,
            closings: 0,
            rounds: 0,
            branches: 0,
            submissions: 0,
            looks: 0,
            chases: 0,
            quick_fixes: 0,
            ignored: 0,
            severity,
            class: category
                .class
                .unwrap_or(lowest_class.saturating_sub(severity - 1)),
            nature,
            status: Status::default(),
            marks: Marks::default(),
        });
        self.ledger.created(self.now, matter.category);
        self.ledger.entered(self.now, level);
        self.note(Step::Created, case);
        if self.hooks.created && self.on_created(case) {
            return;
        }
        self.enter_level(case);
    }

    /// A case arrives at the level of its unit: thresholds of severity and age are set, then comes the intake.
    pub(crate) fn enter_level(&mut self, case: u32) {
        self.touch(case);
        let generation = self.cases.generation();
        self.cases[case].generation = generation;
        self.note(Step::Entered, case);
        if self.hooks.enter && self.on_enter(case) {
            return;
        }
        if self.is_too_severe(case) {
            self.climb_now(case);
            return;
        }
        self.await_age(case);
        let intake = self.model.levels[self.level_of(case)].intake.as_ref();
        let Some(intake) = intake.filter(|_| !self.cases[case].status.authorised) else {
            self.handle(case);
            return;
        };
        match triage::lag_of_intake(self.model, self.level_of(case), intake) {
            None => self.take_in(case),
            Some(lag) => {
                let key = self.visit_key(case, Purpose::IntakeLag);
                let at = self.now + Span::from_hours(lag.sample(key));
                let generation = self.cases[case].generation;
                self.timers.set(at, Timer::Intake { case, generation });
            }
        }
    }

    /// Sends the case to the intake desk of its level, or on when the intake takes nobody's time.
    pub(crate) fn take_in(&mut self, case: u32) {
        let model = self.model;
        if self.hooks.intake && self.on_take_in(case) {
            return;
        }
        let Some(intake) = &model.levels[self.level_of(case)].intake else {
            return;
        };
        let key = self.visit_key(case, Purpose::Triage);
        let fields = model.categories[self.cases[case].category].fields;
        let mut work = IntakeWork {
            triage: intake.work.as_ref().map_or(0.0, |work| work.sample(key)),
            collect: intake.collect.to_hours() * f64::from(fields),
            again: 0.0,
            check: 0.0,
        };
        if self.hooks.intake {
            work = self.adjust_intake(case, work);
        }
        let again = work.again + work.check;
        let has_triage = intake.work.is_some() && !self.is_triage_replaced(self.level_of(case));
        if !has_triage && work.triage == 0.0 && work.collect == 0.0 && again == 0.0 {
            self.handle(case);
            return;
        }
        let second = self.collecting(case, work.collect + work.again > 0.0);
        let desk = model.desk_in(intake.desk, self.cases[case].unit);
        let order = Order {
            kind: TaskKind::Intake,
            hours: (work.triage, work.collect),
            first: Activity::Triage,
            second,
            again,
            attempt: 0,
        };
        self.send(case, desk, order);
    }

    /// What collecting fields of a case is booked as. When some are collected now, the citizen or firm hands them in.
    pub(crate) fn collecting(&mut self, case: u32, is_collected: bool) -> Activity {
        let at = &mut self.cases[case];
        let before = at.marks.collected;
        at.marks.collected |= is_collected;
        at.submissions = at.submissions.saturating_add(u16::from(is_collected));
        if before {
            Activity::CollectAgain
        } else {
            Activity::CollectFirst
        }
    }

    /// The level a case is at.
    #[inline]
    pub(crate) fn level_of(&self, case: u32) -> LevelId {
        self.cases[case].level
    }

    /// A number that tells the handlings of a case apart: by level, and by how often it had to start over. It does not
    /// depend on the way the case took, so that designs with other ways draw the same work.
    #[inline]
    pub(crate) fn visit(&self, case: u32) -> u64 {
        u64::from(self.cases[case].rounds) << 8 | self.level_of(case).index() as u64
    }

    /// The key of a draw for the case's present stay at its level.
    #[inline]
    pub(crate) fn visit_key(&self, case: u32, purpose: Purpose) -> Key {
        self.cases[case]
            .key
            .purpose(purpose)
            .child(self.visit(case))
    }
}

/// The position of a uniform among cumulative shares; 0 without a draw when there is nothing to choose.
fn rank(cumulative: &[f64], key: impl FnOnce() -> Key) -> usize {
    if cumulative.len() <= 1 {
        return 0;
    }
    let uniform = key().uniform();
    cumulative
        .partition_point(|&share| share <= uniform)
        .min(cumulative.len() - 1)
}

/// The lowest level with the right to decide this matter; none when every level may.
fn competence(model: &Model, category: &Category, key: Key) -> Option<LevelId> {
    debug_assert!(
        category.competence.is_empty() || category.competence.len() == model.levels.len()
    );
    if category.competence.is_empty() {
        return None;
    }
    Some(Id::new(rank(&category.competence, || {
        key.purpose(Purpose::Competence)
    })))
}

/// The needs of this matter, one bit each.
pub(crate) fn drawn_needs(category: &Category, key: Key) -> u64 {
    let mut needs = 0;
    for (at, need) in category.needs.iter().enumerate() {
        let is_needed = need.probability >= 1.0
            || key.purpose(Purpose::Need).child(at as u64).uniform() < need.probability;
        needs |= u64::from(is_needed) << at;
    }
    needs
}
