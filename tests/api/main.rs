//! Everything that goes over HTTP, against the real program and a real mail server.
//!
//! One line a file. What needs a browser is in `tests/browser`, what only the store can show
//! (both engines, batches) in `tests/store`.

#[path = "../store/postgres.rs"]
mod postgres;
#[path = "../support/mod.rs"]
mod support;
use support::tether; // where `postgres` looks for it

mod aging; // what a week does to codes, links and attempts
mod answering; // a letter that was answered, opened once more
mod backing_up; // copies while a crowd signs, and the way back
mod changing; // versions, corrections, changes and renewals
mod confirming; // codes, links, scanners, tries
mod consents; // the ledger of what was agreed to, and what a person gets of it
mod counting; // the counter as a picture
mod demo; // what a newcomer meets: both origins, the made-up people, the letter box
mod describing; // the OpenAPI description is valid and complete
mod doors; // who may post a form, and what becomes of the others
mod embed_page; // what an editor chooses and copies
mod embedding; // CORS, sites, fragments, cache lifetimes
mod ending; // closed, off the web, deleted, a language taken back
mod erasing; // an organiser erases somebody, and a backup brings nobody back
mod forms; // the same without any script
mod framing; // frames: whole pages for an iframe that carry on within themselves
mod health; // what needs a hand, and what keeps people from signing
mod holding; // who holds the data, and where it is said
mod imitating; // names of mixed scripts
mod joining; // lists: subscribing and unsubscribing
mod keys; // the data key: its file, its options, its rotation
mod letters; // what stands in a letter
mod limiting; // how many emails an address gets, and what waits for its turn
mod long_tables; // a million signatures on paper in one file
mod managing; // one's own signature: seen, corrected, withdrawn, erased
mod nul; // U+0000 at every door, on both engines
mod outage; // a database that goes away and comes back, and PostgreSQL as a whole
mod paper; // signing sheets, and counting what was signed on them
mod pasting; // oEmbed: an address on a line of its own
mod pointing; // the meeting, principles with addresses, limits of a text
mod posting; // a mail server that is down, refuses, defers, stalls, cuts
mod previewing; // what a shared link shows
mod printing; // the declaration as a PDF
mod publishers; // websites and name servers of organisations
mod publishing; // declarations and lists from files
mod rebuffing; // a mail server that refuses us, not the recipient
mod refusing; // bad input: the status, the words, and nothing half-written
mod reminding;
mod repeating; // idempotency keys
mod resending; // the email of an attempt once more, and its address corrected
mod reserving; // reservations on numbered principles
mod retaining; // how long addresses are kept, by the command and the daily job
mod returning; // after the press: the way back, and what became of an attempt
mod running; // start, health, stop, check, refusals to start
mod same_names; // one person or organisation, however the name is written
mod scanning; // a mail scanner that opens every link of every letter
mod searching; // names under a declaration, looked for
mod sharing; // share counts
mod signing; // a signature from form to count
mod site_testing; // what a site lets in, and what became of our tag there
mod slow_clients; // clients that send, read or wait slowly, and those that hang up
mod speaking; // eight languages, from the fragment to the thanks
mod spreadsheets; // exports that a spreadsheet opens
mod statistics; // what an organiser counts
mod stopping; // "it wasn't me" for all declarations and lists, and taking it back
mod taking_down; // an organiser takes signatures down and puts them back
mod taking_out; // files of who may be written to, and who has left
mod tidying; // honest text with what a paste brought along
mod translating; // one declaration in several languages
mod upgrading; // what other people pinned before it
mod visitors; // who is counted as whom, and how often a network may write
mod waiting; // households, and organisations until they prove themselves
