//! What passes between the parts of a territory that are run side by side: cases on their way up, and word of what has
//! become of them.
//!
//! A case that goes up leaves its part, and what mechanisms of its place want to know of it later is told them: that
//! it may come again, what its service brings, that it is closed. In a run of the whole territory the same is done
//! at once, where the case is.

use crate::engine::case::{Case, Nature};
use crate::engine::timers::Timer;
use crate::engine::{Observer, Simulation};
use crate::mechanism::later::Coming;
use crate::model::{Mechanism, UnitId};
use crate::random::Key;
use crate::time::{Span, Time};

/// What one part sends to another.
#[derive(Debug)]
pub(crate) enum Letter {
    /// A case is on its way. Of a copy, the key of its original is told, and whether that has not set out.
    Case {
        at: Time,
        case: Case,
        original: Option<(Key, bool)>,
    },
    /// A case has left for good, of which there may be copies.
    Left { at: Time, key: Key },
    /// A case was closed, and a mechanism may have another one come so long after.
    Closed {
        at: Time,
        mechanism: Mechanism,
        after: Span,
        coming: Coming,
    },
}

/// The second number of the timer of a mechanism that is told of a closing; the first is that of what it is told.
pub(super) const TOLD: u32 = 1;

impl<O: Observer> Simulation<'_, O> {
    /// The other part of the territory that a unit belongs to; none when it is here.
    #[inline]
    pub(crate) fn elsewhere(&self, unit: UnitId) -> Option<u16> {
        self.domain
            .as_ref()
            .and_then(|domain| domain.elsewhere(unit))
    }

    /// Sends a letter to another part.
    pub(super) fn send_letter(&mut self, to: u16, letter: Letter) {
        if let Some(domain) = &mut self.domain {
            domain.sent.push((to, letter));
        }
    }

    /// A case is closed, after which another one may come at its place: says that to the mechanism there. Gives back what is
    /// to come where the place is here.
    pub(super) fn tell_of_closing(
        &mut self,
        mechanism: Mechanism,
        after: Span,
        coming: Coming,
    ) -> Option<Coming> {
        let Some(part) = self.elsewhere(coming.matter.place) else {
            return Some(coming);
        };
        let letter = Letter::Closed {
            at: self.now,
            mechanism,
            after,
            coming,
        };
        self.send_letter(part, letter);
        None
    }

    /// Gives a case that is on its way to another part out.
    pub(super) fn send_away(&mut self, case: u32, to: u16, when: Time) {
        let original = self.original_of(case);
        self.set_out(case);
        let letter = Letter::Case {
            at: when,
            case: self.cases[case],
            original,
        };
        self.cases.remove(case);
        self.send_letter(to, letter);
    }

    /// Takes in what another part has sent, before its time has come.
    pub(crate) fn receive(&mut self, letter: Letter) {
        match letter {
            Letter::Case { at, case, original } => {
                let mut case = case;
                case.status.shared = false;
                let case = self.cases.insert(case);
                self.welcome(case, original);
                self.await_arrival(case, at);
            }
            Letter::Left { at, key } => self.await_leaving(at, key),
            Letter::Closed {
                at,
                mechanism,
                after,
                coming,
            } => {
                // The mechanism does at that instant what it would have done if the case had been closed here.
                let a = self.states.told.keep((coming, after));
                let timer = Timer::Mechanism {
                    mechanism,
                    a,
                    b: TOLD,
                };
                self.timers.set(at, timer);
            }
        }
    }

    /// Sets the timer of the arrival of a case that is on its way to its unit. Cases that arrive at one instant do so in
    /// the order of their keys, so that it does not matter from where they come.
    pub(super) fn await_arrival(&mut self, case: u32, when: Time) {
        let at = &self.cases[case];
        let (key, generation) = (at.key, at.generation);
        self.timers
            .set_in_order(when, key.bits(), Timer::EnterLevel { case, generation });
    }

    /// A case has left for good: where it arose, copies of it may have to know.
    pub(super) fn tell_of_leaving(&mut self, case: u32) {
        let at = &self.cases[case];
        let (key, nature) = (at.key, at.nature);
        if let Some(to) = self.elsewhere(at.place)
            && nature != Nature::Copy
            && self.has_further_reports(key)
        {
            self.states.duplicates.open_elsewhere.remove(&key.bits());
            self.send_letter(to, Letter::Left { at: self.now, key });
        }
    }
}
