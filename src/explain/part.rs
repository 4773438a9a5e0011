//! The parts of the model that have a documentation: mechanisms, and the four that are always at work.

use crate::explain::keys;
use crate::mechanism;
use crate::model::Mechanism;

/// A part of the model with its own documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How a case comes in.
    Intake,
    /// Which desks work on it, in which order.
    Dispatch,
    /// Who may decide it, and how it climbs.
    Escalation,
    /// How it ends.
    Closing,
    /// What a scenario may add under `[mechanisms]`.
    Mechanism(Mechanism),
}

impl Part {
    /// All of them, those that are always at work first.
    pub fn all() -> impl Iterator<Item = Self> {
        let always = [
            Self::Intake,
            Self::Dispatch,
            Self::Escalation,
            Self::Closing,
        ];
        always
            .into_iter()
            .chain(Mechanism::ALL.into_iter().map(Self::Mechanism))
    }

    /// The one with a key.
    pub fn named(key: &str) -> Option<Self> {
        Self::all().find(|part| part.key() == key)
    }

    /// Its key, which `caseload explain` takes.
    pub fn key(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Dispatch => "dispatch",
            Self::Escalation => "escalation",
            Self::Closing => "closing",
            Self::Mechanism(mechanism) => mechanism.key(),
        }
    }

    /// What reports call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Intake => "Intake",
            Self::Dispatch => "Dispatch",
            Self::Escalation => "Authority and escalation",
            Self::Closing => "Closing",
            Self::Mechanism(mechanism) => mechanism.title(),
        }
    }

    /// Its documentation, as Markdown.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Intake => mechanism::intake::EXPLANATION,
            Self::Dispatch => mechanism::dispatch::EXPLANATION,
            Self::Escalation => mechanism::escalation::EXPLANATION,
            Self::Closing => mechanism::closing::EXPLANATION,
            Self::Mechanism(mechanism) => mechanism::explanation(mechanism),
        }
    }

    /// What its documentation's table calls a key of the scenario, as a path from the root: mostly it is one of its own.
    pub fn path(self, key: &str) -> String {
        match self {
            Self::Mechanism(mechanism) => {
                let own = format!("mechanisms.{}.{key}", mechanism.key());
                let is_elsewhere = keys::find(&own).is_none() && keys::find(key).is_some();
                if is_elsewhere { key.to_owned() } else { own }
            }
            _ => key.to_owned(),
        }
    }
}
