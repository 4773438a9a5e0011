//! Three of five departments, one after another in the order of their numbers.

use super::departments::{CHOICES, DEPARTMENTS, GAP, STAFF_BITS, Tree, Works};
use super::draws::Draws;
use super::measure::{Plan, Run, Sum};
use super::ring::Ring;

/// A visit of a case packed into 64 bits: its number, which three departments it needs, and how many it has seen.
#[derive(Clone, Copy, Default)]
struct Visit(u64);

impl Visit {
    #[inline]
    fn new(case: u64, choice: usize) -> Self {
        Self((case << 8) | ((choice as u64) << 4))
    }

    #[inline]
    fn case(self) -> u64 {
        self.0 >> 8
    }

    #[inline]
    fn number(self) -> usize {
        self.0 as usize & 3
    }

    #[inline]
    fn department(self) -> usize {
        usize::from(CHOICES[(self.0 >> 4) as usize & 15][self.number()])
    }

    #[inline]
    fn next(self) -> Option<Self> {
        (self.number() < 2).then_some(Self(self.0 + 1))
    }
}

struct Office {
    tree: Tree,
    /// People who are free, as bits.
    free: [u32; DEPARTMENTS],
    /// Visits that wait, and since when.
    waiting: [Ring<(u64, Visit)>; DEPARTMENTS],
    visit_of_slot: [Visit; DEPARTMENTS << STAFF_BITS],
    works: Works,
    waits: Sum,
    times: u64,
}

impl Office {
    fn new(plan: &Plan) -> Self {
        Self {
            tree: Tree::new(),
            free: [(1 << (1 << STAFF_BITS)) - 1; DEPARTMENTS],
            waiting: std::array::from_fn(|_| Ring::new()),
            visit_of_slot: [Visit::default(); DEPARTMENTS << STAFF_BITS],
            works: Works::new(plan),
            waits: Sum::default(),
            times: 0,
        }
    }

    #[inline]
    fn enter(&mut self, visit: Visit, now: u64) {
        let desk = visit.department();
        let free = &mut self.free[desk];
        if *free == 0 {
            self.waiting[desk].push((now, visit));
            return;
        }
        let slot = (desk << STAFF_BITS) + free.trailing_zeros() as usize;
        *free &= *free - 1;
        self.start(slot, visit, (now, now));
    }

    /// Books the whole visit at its start: nothing can change it.
    #[inline]
    fn start(&mut self, slot: usize, visit: Visit, (since, now): (u64, u64)) {
        let work = self.works.draw(visit.case(), visit.number());
        self.waits.add(now - since);
        self.times += now - since + work;
        self.visit_of_slot[slot] = visit;
        self.tree.set(slot, now + work);
    }

    #[inline]
    fn complete(&mut self, slot: usize, now: u64) {
        let desk = slot >> STAFF_BITS;
        let visit = self.visit_of_slot[slot];
        if let Some((since, next)) = self.waiting[desk].pop() {
            self.start(slot, next, (since, now));
        } else {
            self.free[desk] |= 1 << (slot - (desk << STAFF_BITS));
            self.tree.clear(slot);
        }
        if let Some(next) = visit.next() {
            self.enter(next, now);
        }
    }
}

/// Answers: wait of a visit, time in system.
pub fn run(plan: &Plan) -> Run {
    let mut office = Office::new(plan);
    let (gaps, choices) = (Draws::new(plan.key, 0), Draws::new(plan.key, 1));
    let mut arrived = 0;
    let mut arrival = gaps.exponential(0, GAP);
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (end, before) = (until << Tree::BITS, arrived);
        loop {
            let completion = office.tree.first();
            let next = Tree::after(arrival);
            if completion.min(next) >= end {
                break;
            }
            if next < completion {
                let (case, now) = (arrived, arrival);
                arrived += 1;
                arrival = now + gaps.exponential(arrived, GAP);
                let choice = choices.choice(case, CHOICES.len() as u64);
                office.enter(Visit::new(case, choice), now);
            } else {
                let (now, slot) = Tree::split(completion);
                office.complete(slot, now);
            }
        }
        let times = Sum {
            ticks: std::mem::take(&mut office.times),
            count: arrived - before,
        };
        batches.push(vec![std::mem::take(&mut office.waits), times]);
    }
    Run {
        cases: arrived,
        batches,
    }
}
