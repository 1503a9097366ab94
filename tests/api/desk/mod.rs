//! The organisers' desk over HTTP.

mod colleagues;
mod commands;
mod exports;
mod routes;
mod sessions;
mod sign_in;
