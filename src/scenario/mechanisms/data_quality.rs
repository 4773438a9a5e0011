//! `[mechanisms.data_quality]` as typed: a stock of data quality that decays and is kept up.

use crate::scenario::decode::Fields;

/// Data quality, as typed.
#[derive(Debug, Clone, PartialEq)]
pub struct DataQuality {}

pub(super) fn fields(_fields: &mut Fields<'_>) -> Option<DataQuality> {
    Some(DataQuality {})
}
