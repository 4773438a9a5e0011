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

/// A visit of a case to a desk, drawn before it is known when it starts.
#[derive(Clone, Copy, Default)]
struct Visit {
    case: u64,
    since: u64,
    work: u64,
}

/// Whose visit is under way in a slot, and whether the case climbs after it.
#[derive(Clone, Copy, Default)]
struct Service {
    case: u64,
    climbs: bool,
}

/// A case that has not arrived yet.
struct Arrival {
    at: u64,
    case: u64,
    village: usize,
    work: u64,
}

/// What arrivals are drawn from.
struct Demand {
    gaps: Draws,
    villages: Draws,
    works: Draws,
}

impl Demand {
    #[inline]
    fn draw(&self, case: u64, before: u64) -> Arrival {
        Arrival {
            at: before + self.gaps.exponential(case, GAP),
            case,
            village: self.villages.choice(case, VILLAGES as u64),
            work: self.works.exponential(case, WORK[0]),
        }
    }
}

/// A desk: people who are free, as bits above its first slot, and the queue.
struct Desk {
    free: u64,
    first_slot: usize,
    waiting: Ring<Visit>,
}

struct Office {
    tree: Tree,
    desks: Vec<Desk>,
    desk_of_slot: Vec<u8>,
    services: Vec<Service>,
    /// Works at the upper levels, by the level the case comes from.
    works: [Draws; 2],
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
        Self {
            tree: Tree::new(),
            services: vec![Service::default(); desk_of_slot.len()],
            desks,
            desk_of_slot,
            works: [3, 4].map(|purpose| Draws::new(plan.key, purpose)),
            climbs: [5, 6, 7].map(|purpose| Draws::new(plan.key, purpose)),
            waits: [Sum::default(); 3],
            times: 0,
        }
    }

    #[inline]
    fn enter(&mut self, desk: usize, visit: Visit) {
        let at = &mut self.desks[desk];
        if at.free == 0 {
            at.waiting.push(visit);
            return;
        }
        let slot = at.first_slot + at.free.trailing_zeros() as usize;
        at.free &= at.free - 1;
        self.start(slot, level(desk), visit, visit.since);
    }

    /// Books the whole visit at its start: nothing can change it. Whether the case climbs is drawn now, so that it is known
    /// without delay when the visit is over.
    #[inline]
    fn start(&mut self, slot: usize, level: usize, visit: Visit, now: u64) {
        self.tree.set(slot, now + visit.work);
        self.waits[level].add(now - visit.since);
        self.times += now - visit.since + visit.work;
        self.services[slot] = Service {
            case: visit.case,
            climbs: self.climbs[level].happens(visit.case, CLIMBS[level]),
        };
    }

    #[inline]
    fn complete(&mut self, slot: usize, now: u64) {
        let desk = usize::from(self.desk_of_slot[slot]);
        let level = level(desk);
        let Service { case, climbs } = self.services[slot];
        let at = &mut self.desks[desk];
        if let Some(next) = at.waiting.pop() {
            self.start(slot, level, next, now);
        } else {
            at.free |= 1 << (slot - at.first_slot);
            self.tree.clear(slot);
        }
        if climbs {
            let above = if level == 0 {
                VILLAGES + desk / (VILLAGES / TOWNS)
            } else {
                DISTRICT
            };
            let work = self.works[level].exponential(case, WORK[level + 1]);
            let since = now;
            self.enter(above, Visit { case, since, work });
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
    let [gaps, villages, works] = [0, 1, 2].map(|purpose| Draws::new(plan.key, purpose));
    let demand = Demand {
        gaps,
        villages,
        works,
    };
    let mut arrival = demand.draw(0, 0);
    let mut batches = Vec::new();
    for until in plan.ends() {
        let (end, before) = (until << Tree::BITS, arrival.case);
        loop {
            let completion = office.tree.first();
            let next = Tree::after(arrival.at);
            if completion.min(next) >= end {
                break;
            }
            if next < completion {
                let Arrival {
                    at: since,
                    case,
                    village,
                    work,
                } = arrival;
                // Drawn ahead: the numbers are ready by the time the processor knows which event comes next.
                arrival = demand.draw(case + 1, since);
                office.enter(village, Visit { case, since, work });
            } else {
                let (now, slot) = Tree::split(completion);
                office.complete(slot, now);
            }
        }
        batches.push(office.take(arrival.case - before));
    }
    Run {
        cases: arrival.case,
        batches,
    }
}
