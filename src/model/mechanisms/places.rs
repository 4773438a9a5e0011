//! Levels and desks that mechanisms name.

use crate::diagnostic::At;
use crate::model::build::Build;
use crate::model::mechanisms::Around;

impl Build<'_> {
    /// Which levels a list names, by level; all without a list.
    pub(super) fn levels_or_all(
        &mut self,
        around: &Around<'_>,
        named: Option<&At<Vec<At<String>>>>,
    ) -> Vec<bool> {
        let mut chosen = vec![named.is_none(); around.names.levels.all().len()];
        for name in named.map_or([].as_slice(), |list| list.value.as_slice()) {
            if let Some(level) = self.resolve(&around.names.levels, name) {
                chosen[level] = true;
            }
        }
        chosen
    }

    /// Which kinds of desk a list names, by kind; all without a list.
    pub(super) fn desks_or_all(
        &mut self,
        around: &Around<'_>,
        named: Option<&At<Vec<At<String>>>>,
    ) -> Vec<bool> {
        let mut chosen = vec![named.is_none(); around.names.desks.all().len()];
        for name in named.map_or([].as_slice(), |list| list.value.as_slice()) {
            if let Some(desk) = self.resolve(&around.names.desks, name) {
                chosen[desk] = true;
            }
        }
        chosen
    }
}
