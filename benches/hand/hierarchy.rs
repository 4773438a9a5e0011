//! 200 villages of 3 staff, 20 towns of 10 and a district of 60, each at load 0.8; a case climbs with a chance of 0.25, then 0.2.

use super::draws::Draws;
use super::measure::{HOUR, Plan, Run, Sum};
use super::ring::Ring;

const VILLAGES: usize = 200;
const TOWNS: usize = 20;
const DISTRICT: usize = VILLAGES + TOWNS;
const STAFF: [usize; 3] = [3, 10, 60];
const WORK: [f64; 3] = [HOUR, HOUR * 4.0 / 3.0, HOUR * 2.0];
const GAP: f64 = HOUR / (2.4 * VILLAGES as f64);
/// Chances to climb, of 2^64: 1/4, 1/5, none.
const CLIMBS: [u64; 3] = [u64::MAX / 4, u64::MAX / 5, 0];

type Tree = super::tree::Tree<2048>;

/// A case in a queue.
#[derive(Clone, Copy, Default)]
struct Waiting {
    since: u64,
    case: u64,
}

/// A desk: people who are free, as bits above its first slot, and the queue.
struct Desk {
    free: u64,
    first_slot: usize,
    waiting: Ring<Waiting>,
}

struct Office {
    tree: Tree,
    desks: Vec<Desk>,
    desk_of_slot: Vec<u8>,
    case_of_slot: Vec<u64>,
    works: [Draws; 3],
    climbs: [Draws; 3],
    waits: [Sum; 3],
    times: u64,
}

#[inline]
fn level(desk: usize) -> usize {
    usize::from(desk >= VILLAGES) + usize::from(desk >= DISTRICT)
}

impl Office {
    fn new(plan: &Plan) -> Self {
        let mut desks = Vec::new();
        let mut desk_of_slot = Vec::new();
        for desk in 0..=DISTRICT {
            let staff = STAFF[level(desk)];
            desks.push(Desk {
                free: (1 << staff) - 1,
                first_slot: desk_of_slot.len(),
                waiting: Ring::new(),
            });
            desk_of_slot.resize(desk_of_slot.len() + staff, desk as u8);
        }
        let draws = |first| [first, first + 1, first + 2].map(|at| Draws::new(plan.key, at));
        Self {
            tree: Tree::new(),
            case_of_slot: vec![0; desk_of_slot.len()],
            desks,
            desk_of_slot,
            works: draws(2),
            climbs: draws(5),
            waits: [Sum::default(); 3],
            times: 0,
        }
    }

    #[inline]
    fn enter(&mut self, desk: usize, case: u64, now: u64) {
        let at = &mut self.desks[desk];
        if at.free == 0 {
            at.waiting.push(Waiting { since: now, case });
            return;
        }
        let slot = at.first_slot + at.free.trailing_zeros() as usize;
        at.free &= at.free - 1;
        self.start(slot, level(desk), case, (now, now));
    }

    /// Books the whole visit at its start: nothing can change it.
    #[inline]
    fn start(&mut self, slot: usize, level: usize, case: u64, (since, now): (u64, u64)) {
        let work = self.works[level].exponential(case, WORK[level]);
        self.waits[level].add(now - since);
        self.times += now - since + work;
        self.case_of_slot[slot] = case;
        self.tree.set(slot, now + work);
    }

    #[inline]
    fn complete(&mut self, slot: usize, now: u64) {
        let desk = usize::from(self.desk_of_slot[slot]);
        let level = level(desk);
        let case = self.case_of_slot[slot];
        let at = &mut self.desks[desk];
        if let Some(next) = at.waiting.pop() {
            self.start(slot, level, next.case, (next.since, now));
        } else {
            at.free |= 1 << (slot - at.first_slot);
            self.tree.clear(slot);
        }
        if self.climbs[level].happens(case, CLIMBS[level]) {
            let above = if level == 0 {
                VILLAGES + desk / (VILLAGES / TOWNS)
            } else {
                DISTRICT
            };
            self.enter(above, case, now);
        }
    }

    /// Sums since the last call: all waits of a case, its time in system, and the waits by level.
    fn take(&mut self, cases: u64) -> Vec<Sum> {
        let waits = std::mem::take(&mut self.waits);
        let per_case = |ticks| Sum {
            ticks,
            count: cases,
        };
        let all = waits.iter().map(|sum| sum.ticks).sum();
        let mut sums = vec![per_case(all), per_case(std::mem::take(&mut self.times))];
        sums.extend(waits);
        sums
    }
}

/// Answers: wait, time in system, and the waits in villages, towns and district.
pub fn run(plan: &Plan) -> Run {
    let mut office = Office::new(plan);
    let (gaps, places) = (Draws::new(plan.key, 0), Draws::new(plan.key, 1));
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
                office.enter(places.choice(case, VILLAGES as u64), case, now);
            } else {
                let (now, slot) = Tree::split(completion);
                office.complete(slot, now);
            }
        }
        batches.push(office.take(arrived - before));
    }
    Run {
        cases: arrived,
        batches,
    }
}
