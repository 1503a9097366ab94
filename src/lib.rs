//! The Undersigned server, with its modules in reading order.

pub mod cli;
pub mod config;

pub mod app;
pub mod bundle;
pub mod clock;
pub mod jobs;
mod process;
pub mod tasks;

pub mod disk;
pub mod domain;
pub mod exports;
pub mod i18n;
pub mod store;

pub mod mail;

pub mod images;
pub mod pages;
pub mod print;
pub mod web;
