//! What staff hours are spent on.

/// What staff hours are spent on. `Handle` is first-time handling of a genuine matter; every other one is burden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Activity {
    /// First-time handling of a genuine matter.
    Handle,
    /// Taking in and choosing the desk.
    Triage,
    /// Passing on, wrong desks, hand-overs.
    Transfer,
    /// First collection of data fields.
    CollectFirst,
    /// Collection of fields that were collected before.
    CollectAgain,
    /// Merging, meetings, linkage.
    Coordinate,
    /// Recurring reports and forms.
    Report,
    /// Orders about a matter that is handled already.
    Duplicate,
    /// Work done again.
    Rework,
    /// Chase orders.
    Chase,
    /// Switching between tasks.
    Switch,
    /// Matters that were none.
    FalseAlarm,
    /// Keeping registers and platforms.
    Upkeep,
    /// Training.
    Train,
}

impl Activity {
    /// How many there are.
    pub const COUNT: usize = 14;
    /// All, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Handle,
        Self::Triage,
        Self::Transfer,
        Self::CollectFirst,
        Self::CollectAgain,
        Self::Coordinate,
        Self::Report,
        Self::Duplicate,
        Self::Rework,
        Self::Chase,
        Self::Switch,
        Self::FalseAlarm,
        Self::Upkeep,
        Self::Train,
    ];

    /// Its name in scenarios, columns and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Triage => "triage",
            Self::Transfer => "transfer",
            Self::CollectFirst => "collect-first",
            Self::CollectAgain => "collect-again",
            Self::Coordinate => "coordinate",
            Self::Report => "report",
            Self::Duplicate => "duplicate",
            Self::Rework => "rework",
            Self::Chase => "chase",
            Self::Switch => "switch",
            Self::FalseAlarm => "false-alarm",
            Self::Upkeep => "upkeep",
            Self::Train => "train",
        }
    }

    /// Whether its hours are burden: all but first-time handling.
    pub const fn is_burden(self) -> bool {
        !matches!(self, Self::Handle)
    }
}
