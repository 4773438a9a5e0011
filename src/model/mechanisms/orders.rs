//! Orders from superiors, proven.

use crate::model::build::Build;
use crate::model::mechanisms::Around;
use crate::scenario::mechanisms as typed;

/// Orders from superiors, proven.
#[derive(Debug, Clone, PartialEq)]
pub struct Orders {}

impl Build<'_> {
    pub(super) fn prove_orders(
        &mut self,
        _around: &Around<'_>,
        _given: &typed::Orders,
    ) -> Option<Orders> {
        Some(Orders {})
    }
}
