//! One replication of a city, its districts side by side.
//!
//! Time goes on in windows half as long as the shortest way from a district to the top. While the districts are run through one
//! of them, the top is run through the next: what sets out below in a window arrives after the end of the next one, and what is
//! told from above in a window is known before the districts come to it. Nothing else passes between parts. So all of them
//! are run side by side without waiting for each other within a window, and then what was sent is handed over (conservative
//! synchronisation with the way as lookahead: Chandy & Misra 1979; in synchronous windows: Lubachevsky 1989). How
//! many threads there are makes no difference.

use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::ledger::{Change, Ledger};
use crate::engine::territory::{Domain, Territory};
use crate::engine::{DeskLedger, Simulation, TooManyOpen};
use crate::mechanism::passing::Letter;
use crate::model::Model;
use crate::random::Replication;
use crate::stream::Matter;
use crate::time::Time;

/// The part at the top.
const TOP: usize = 0;

/// One run of one separable design on one stream.
#[derive(Debug)]
pub(crate) struct Districts<'m> {
    model: &'m Model,
    territory: Arc<Territory>,
    /// The top first.
    parts: Vec<Part<'m>>,
    now: Time,
    ledger: Ledger,
    changes: Vec<Change>,
    letters: Vec<(u16, Letter)>,
    is_measuring: bool,
    /// One after the other: where there are other runs to be made, nobody waits for this one, and one thread has nobody to.
    is_in_turn: bool,
}

/// A part and the matters that arise in it.
#[derive(Debug)]
struct Part<'m> {
    simulation: Simulation<'m>,
    matters: Vec<Matter>,
    /// How many of them have been run.
    done: usize,
}

impl<'m> Districts<'m> {
    /// A simulation at t = 0 with nothing open, for so many threads; none of a model that is not separable.
    pub(crate) fn new(model: &'m Model, replication: Replication, threads: usize) -> Option<Self> {
        let territory = Territory::of(model, threads)?;
        let part = |part| {
            let domain = Domain::new(Arc::clone(&territory), part);
            Part {
                simulation: Simulation::within(Some(domain), model, replication, ()),
                matters: Vec::new(),
                done: 0,
            }
        };
        let parts = (0..territory.parts).map(part).collect();
        Some(Self {
            model,
            parts,
            now: Time::ZERO,
            ledger: Ledger::new(model),
            changes: Vec::new(),
            letters: Vec::new(),
            is_measuring: false,
            is_in_turn: threads == 1,
            territory,
        })
    }

    /// Runs all events before `until`, with the matters of that time in order. Matters before t = 0 (the starting
    /// backlog) arrive at t = 0.
    ///
    /// # Errors
    /// When more cases may have been open than the plan allows for: the parts had so many at some time, perhaps not at one.
    pub(crate) fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen> {
        for matter in matters {
            let part = self.territory.part_of(matter.place);
            self.parts[usize::from(part)].matters.push(*matter);
        }
        // The top goes ahead, so that the districts know in time what it tells them.
        let step = self.territory.step();
        let mut ahead = until.min(self.now + step);
        self.parts[TOP].run_until(ahead)?;
        self.hand_over();
        self.count();
        while self.now < until {
            self.now = until.min(self.now + step);
            ahead = until.min(ahead + step);
            self.run_window(ahead)?;
            self.hand_over();
            self.count();
        }
        for part in &mut self.parts {
            part.matters.clear();
            part.done = 0;
        }
        let most = |parts: &[Part<'_>]| {
            let each = parts.iter().map(|part| part.simulation.most_open());
            each.fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
        };
        let (open, tasks) = most(&self.parts);
        let limit = u64::from(self.model.plan.open_cases_max);
        if open > limit || tasks > 4 * limit {
            return Err(TooManyOpen { at: until, open });
        }
        Ok(())
    }

    /// Runs the districts up to now and the top up to `ahead`.
    fn run_window(&mut self, ahead: Time) -> Result<(), TooManyOpen> {
        let now = self.now;
        let run = |(number, part): (usize, &mut Part<'_>)| {
            let until = if number == TOP { ahead } else { now };
            part.run_until(until).err()
        };
        let failures: Vec<TooManyOpen> = if self.is_in_turn {
            self.parts.iter_mut().enumerate().filter_map(run).collect()
        } else {
            let parts = self.parts.par_iter_mut().enumerate();
            parts.filter_map(run).collect()
        };
        let first = failures.into_iter().min_by_key(|failure| failure.at);
        first.map_or(Ok(()), Err)
    }

    /// Hands over what the parts have sent to each other, part by part.
    fn hand_over(&mut self) {
        let mut letters = std::mem::take(&mut self.letters);
        for part in &mut self.parts {
            if let Some(domain) = &mut part.simulation.domain {
                letters.append(&mut domain.sent);
            }
        }
        for (to, letter) in letters.drain(..) {
            self.parts[usize::from(to)].simulation.receive(letter);
        }
        self.letters = letters;
    }

    /// Counts how many cases were open at each instant up to now; the top may be ahead.
    fn count(&mut self) {
        for part in &mut self.parts {
            part.simulation.ledger.give_out(&mut self.changes);
        }
        self.ledger.count(&mut self.changes, self.now);
    }

    /// Starts the window of measuring now: the end of the warm-up.
    pub(crate) fn begin_measuring(&mut self) {
        for part in &mut self.parts {
            part.simulation.begin_measuring();
        }
        self.ledger.restart(self.now, self.model);
        self.is_measuring = true;
    }

    /// Whether the warm-up is over.
    pub(crate) fn is_measuring(&self) -> bool {
        self.is_measuring
    }

    /// Closes the books now and gives them out: about cases, and by desk.
    pub(crate) fn finish(mut self) -> (Ledger, Vec<DeskLedger>) {
        self.ledger.finish(self.now, std::iter::empty());
        let mut all = vec![DeskLedger::default(); self.model.desk_count];
        for (number, part) in self.parts.into_iter().enumerate() {
            let (ledger, desks, ()) = part.simulation.finish();
            self.ledger.add(ledger);
            for (desk, books) in desks.into_iter().enumerate() {
                if usize::from(self.territory.part_of_desk(desk)) == number {
                    all[desk] = books;
                }
            }
        }
        (self.ledger, all)
    }
}

impl Part<'_> {
    /// Runs all events before `until`.
    fn run_until(&mut self, until: Time) -> Result<(), TooManyOpen> {
        let left = &self.matters[self.done..];
        let before = left.partition_point(|matter| matter.time.max(Time::ZERO) < until);
        self.done += before;
        self.simulation.run_until(&left[..before], until)
    }
}
