//! Everything that goes over HTTP, against the real program and a real mail server.
//!
//! One line for each file. Tests that need a browser are in `tests/browser`, those that only the
//! store can show (both engines, batches) in `tests/store`.

#[path = "../store/postgres.rs"]
mod postgres;
#[path = "../support/mod.rs"]
mod support;
use support::tether; // where `postgres` looks for it

mod aging; // what a week does to codes, links and attempts
mod answering; // an email that was answered, opened once more
mod attempt_doors; // who may resend, correct or confirm an attempt
mod backing_up; // copies while many people sign, and restoring them
mod changing; // versions, corrections, changes and renewals
mod confirming; // codes, links, scanners, tries
mod consents; // the consent ledger, and what a person gets from it
mod counting; // counter pictures
mod demo; // the demo: both origins, the made-up people, the mailbox
mod describing; // the OpenAPI description is valid and complete
mod doors; // which requests may post a form, and what happens to the others
mod embed_page; // the embed page: choices and snippets
mod embedding; // CORS, sites, fragments, cache lifetimes
mod ended_attempts; // attempts whose declaration or list was unpublished, closed or deleted
mod ending; // closing, unpublishing, deleting, taking back a language
mod erasing; // erasing a person, also from a restored backup
mod forms; // signing and subscribing without any script
mod framing; // frames: whole pages for an iframe that carry on within themselves
mod full_disk; // a full disk, and recovery from it
mod health; // health: faults, and what keeps people from signing
mod holding; // the data holder, and where it is named
mod imitating; // lookalike names of mixed scripts
mod joining; // lists: subscribing and unsubscribing
mod keys; // the data key: its file, its options, its rotation
mod letters; // the content of an email
mod limiting; // how many emails an address gets, and which wait for their turn
mod long_tables; // a million signatures on paper in one file
mod managing; // the manage page: see, correct, withdraw, erase
mod nul; // U+0000 in every request, on both engines
mod outage; // a database that goes away and comes back, and PostgreSQL as a whole
mod paper; // signing sheets, and counting the signatures on them
mod pasting; // oEmbed: an address on a line of its own
mod pointing; // the meeting, addresses of principles, limits of a text
mod posting; // SMTP faults: a mail server that is down, refuses, defers, stalls, cuts
mod previewing; // previews of a shared link (Open Graph)
mod printing; // the declaration as a PDF
mod publishers; // websites and name servers of organisations
mod publishing; // declarations and lists from files
mod rebinding; // a stranger's name that leads to our address
mod rebuffing; // a mail server that refuses us, not the recipient
mod refusing; // bad input: the status, the message, and nothing half-written
mod reminding;
mod repeating; // idempotency keys
mod resending; // resending an attempt's email, and correcting its address
mod reserving; // reservations on numbered principles
mod retaining; // how long addresses are kept, by the command and the daily job
mod returning; // after confirming: the way back, and an attempt's state
mod running; // start, health, stop, check, refusals to start
mod same_names; // one person or organisation, however the name is spelled
mod scanning; // a mail scanner that opens every link of every email
mod searching; // searching for a name under a declaration
mod sharing; // share counts
mod signing; // a signature from form to count
mod site_testing; // site tests: what a site allows, and what happened to our tag there
mod slow_clients; // clients that send, read or wait slowly, and those that hang up
mod speaking; // eight languages, from the fragment to the thanks
mod spreadsheets; // exports that a spreadsheet opens
mod statistics; // an organiser's statistics
mod stopping; // "it wasn't me" for all declarations and lists, and undoing it
mod taking_down; // taking signatures down and restoring them
mod taking_out; // exports of people to write to, and of those who left
mod tidying; // normalising honest text with what a paste added
mod translating; // one declaration in several languages
mod upgrading; // scripts that other people pinned before it
mod visitors; // who counts as which visitor, and how often a network may write
mod waiting; // held signatures: shared mailboxes, and organisations until they are verified
