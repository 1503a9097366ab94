//! English.

mod advice;
mod declaration;
mod desk;
mod embed;
mod mail;
mod manage;
mod page;
mod print;

use super::Language;

pub(super) static LANGUAGE: Language = Language {
    own_name: "English",
    advice: advice::WORDS,
    declaration: declaration::WORDS,
    desk: desk::WORDS,
    embed: embed::WORDS,
    mail: mail::WORDS,
    manage: manage::WORDS,
    page: page::WORDS,
    print: print::WORDS,
};
