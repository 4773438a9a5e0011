//! Data quality, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Data quality, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct DataQuality {}

impl Build<'_> {
    pub(super) fn prove_data_quality(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::DataQuality,
    ) -> Option<DataQuality> {
        Some(DataQuality {})
    }
}
