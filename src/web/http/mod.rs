//! Requests and answers, whatever they are about: who asks and from which page, what arrives, how an
//! answer leaves, and how often one may ask.

pub(super) mod answer;
pub(super) mod body;
pub(super) mod budgets;
pub(super) mod connections;
pub(super) mod origin;
pub(super) mod origin_budgets;
pub(super) mod own_origins;
pub(super) mod packing;
pub(super) mod path;
pub(super) mod turns;
pub(super) mod views;
pub(super) mod visitor;
