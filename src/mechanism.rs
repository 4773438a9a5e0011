//! What an organisation does with a case: one file a mechanism, each with its decision and the hours it books.
//!
//! A case arrives at a unit, passes the intake of the level, is dispatched to the desks of the departments it needs, and
//! climbs, goes back, is worked again or is closed. Draws are keyed by the matter and by what they decide, so a mechanism
//! that is switched on changes no other draw.

mod closing;
mod dispatch;
mod escalation;
mod intake;
