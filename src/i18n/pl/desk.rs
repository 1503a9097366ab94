//! The organisers' desk is not in Polish yet: English takes its place.

use crate::i18n::desk::DeskText;

pub(super) const WORDS: Option<DeskText> = None;
