//! Everything that is embedded in other sites' pages: loaders, fragments, frames, pictures,
//! oEmbed, the WordPress plugin.

pub mod assets;
pub(super) mod attribute_errors;
pub(super) mod attributes;
pub(super) mod card;
pub(super) mod counter;
pub(super) mod fragments;
pub(super) mod frames;
pub(super) mod loaders;
pub(super) mod not_allowed;
pub(super) mod oembed;
pub(super) mod plugin;
pub(super) mod rooms;
