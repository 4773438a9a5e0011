//! A run by whichever event loop is right for the model.

use crate::engine::districts::Districts;
use crate::engine::plain::{self, Plain};
use crate::engine::territory::Territory;
use crate::engine::{DeskLedger, Ledger, Observer, Simulation, TooManyOpen};
use crate::model::{DeskKind, Model};
use crate::random::Replication;
use crate::stream::Matter;
use crate::time::Time;

/// People of a model from which on its districts are run side by side; of smaller ones nobody has measured it.
const MANY_PEOPLE: u64 = 4096;

/// The event loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoopKind {
    /// For every model.
    General,
    /// For models whose districts meet nowhere below their common top: the general loop, once for each of them, side by
    /// side; the same outcome.
    Districts,
    /// The same on one thread, district by district.
    DistrictsInTurn,
    /// For models in which nothing happens but arrival, service, dispatch and escalation by chance; the same outcome sooner.
    Plain,
}

impl LoopKind {
    /// The fastest of the loops that are right for a model, of which `runs` are made side by side. Whether a model is run
    /// by districts does not depend on the number of threads; they are run side by side where some thread could have
    /// nothing else to do, and in turn otherwise.
    pub fn of(model: &Model, runs: u64) -> Self {
        if plain::is_plain(model) {
            return Self::Plain;
        }
        let threads = rayon::current_num_threads();
        let has_parts = people_of(model) >= MANY_PEOPLE && Territory::of(model, threads).is_some();
        if !has_parts {
            Self::General
        } else if runs <= threads as u64 {
            Self::Districts
        } else {
            Self::DistrictsInTurn
        }
    }
}

/// One run of one design that nobody watches.
#[derive(Debug)]
pub struct Engine<'m> {
    /// The loop that it runs by.
    by: LoopKind,
    kind: Kind<'m>,
}

#[derive(Debug)]
enum Kind<'m> {
    General(Box<Simulation<'m>>),
    Plain(Box<Plain<'m>>),
    Districts(Box<Districts<'m>>),
}

impl<'m> Engine<'m> {
    /// A run at t = 0 with nothing open, by a given loop; by the general one where that is not right for the model.
    pub fn new(kind: LoopKind, model: &'m Model, replication: Replication) -> Self {
        let general = || {
            let simulation = Simulation::new(model, replication, ());
            (LoopKind::General, Kind::General(Box::new(simulation)))
        };
        let (by, kind) = match kind {
            LoopKind::Plain if plain::is_plain(model) => {
                (kind, Kind::Plain(Box::new(Plain::new(model))))
            }
            LoopKind::Districts | LoopKind::DistrictsInTurn => {
                let threads = match kind {
                    LoopKind::Districts => rayon::current_num_threads(),
                    _ => 1,
                };
                let districts = Districts::new(model, replication, threads);
                districts.map_or_else(general, |districts| {
                    (kind, Kind::Districts(Box::new(districts)))
                })
            }
            LoopKind::General | LoopKind::Plain => general(),
        };
        Self { by, kind }
    }

    /// The loop that it runs by.
    pub fn kind(&self) -> LoopKind {
        self.by
    }

    /// Closes the books now and gives them out: about cases, and by desk.
    pub fn finish(self) -> (Ledger, Vec<DeskLedger>) {
        match self.kind {
            Kind::General(simulation) => {
                let (ledger, desks, ()) = simulation.finish();
                (ledger, desks)
            }
            Kind::Plain(plain) => plain.finish(),
            Kind::Districts(districts) => districts.finish(),
        }
    }
}

/// What runs the matters of a design.
pub(crate) trait EventLoop {
    /// Runs all events before `until`, with the matters of that time in order. Matters before t = 0 (the starting
    /// backlog) arrive at t = 0.
    ///
    /// # Errors
    /// When more cases are open than the plan allows for.
    fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen>;

    /// Starts the window of measuring now: the end of the warm-up.
    fn begin_measuring(&mut self);

    /// Whether the warm-up is over.
    fn is_measuring(&self) -> bool;
}

impl<O: Observer> EventLoop for Simulation<'_, O> {
    fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen> {
        Simulation::run_until(self, matters, until)
    }

    fn begin_measuring(&mut self) {
        Simulation::begin_measuring(self);
    }

    fn is_measuring(&self) -> bool {
        Simulation::is_measuring(self)
    }
}

impl EventLoop for Engine<'_> {
    fn run_until(&mut self, matters: &[Matter], until: Time) -> Result<(), TooManyOpen> {
        match &mut self.kind {
            Kind::General(simulation) => simulation.run_until(matters, until),
            Kind::Plain(plain) => plain.run_until(matters, until),
            Kind::Districts(districts) => districts.run_until(matters, until),
        }
    }

    fn begin_measuring(&mut self) {
        match &mut self.kind {
            Kind::General(simulation) => simulation.begin_measuring(),
            Kind::Plain(plain) => plain.begin_measuring(),
            Kind::Districts(districts) => districts.begin_measuring(),
        }
    }

    fn is_measuring(&self) -> bool {
        match &self.kind {
            Kind::General(simulation) => simulation.is_measuring(),
            Kind::Plain(plain) => plain.is_measuring(),
            Kind::Districts(districts) => districts.is_measuring(),
        }
    }
}

/// People at all desks, those without a limit left out.
fn people_of(model: &Model) -> u64 {
    let people = |kind: &DeskKind| kind.staff.people().unwrap_or(0) * u64::from(kind.count);
    model.desk_kinds.iter().map(people).sum()
}
