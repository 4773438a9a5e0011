//! The stream of matters of one replication: drawn before any design, the same for all.

pub mod generate;
mod known;
mod source_state;

use crate::model::{CategoryId, UnitId};
use crate::random::Key;
use crate::time::Time;

pub(crate) use generate::matters_per_day;
pub use generate::{Stream, Window};
pub use known::known_mean;

/// Something real that happens, with the key of every random mark it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    /// When it happens; before t = 0 for the starting backlog.
    pub time: Time,
    /// When it is due by the record it comes from: [`Time::NEVER`] when that has no deadline, none when the category's
    /// own rule applies.
    pub due: Option<Time>,
    /// Everything else about it is drawn from this key: severity, competence, needs, work.
    pub key: Key,
    /// Where it happens.
    pub place: UnitId,
    /// What it is.
    pub category: CategoryId,
    /// Its severity when the record it comes from says so; else drawn.
    pub severity: Option<u8>,
}
