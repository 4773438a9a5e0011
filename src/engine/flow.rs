//! The balance of cases.

/// Flow of cases since the start of the run; never restarted, so that it must balance at any instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Flow {
    /// Matters that became cases.
    pub created: u64,
    /// Closings.
    pub closed: u64,
    /// Closed cases that came back.
    pub reopened: u64,
    /// Cases that left without being handled.
    pub abandoned: u64,
    /// Cases merged into another.
    pub merged: u64,
    /// Cases open now.
    pub open: u64,
}

impl Flow {
    /// Whether created + reopened = closed + open + abandoned + merged.
    pub fn is_conserved(&self) -> bool {
        self.created + self.reopened == self.closed + self.open + self.abandoned + self.merged
    }
}
