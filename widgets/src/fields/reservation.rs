//! Reservations: the principles that a signatory does not fully agree with, and the note on each.
//!
//! A note is published as plain text. Invisible characters are removed rather than rejected: a note
//! is prose, often pasted, and does not identify anybody.

use std::fmt;

use super::FieldError;
use super::characters::{hidden, tidied};
use crate::wire::SignRequest;

/// A principle that was signed with a reservation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reservation {
    /// Number of the principle.
    pub principle: u32,
    pub note: Option<Note>,
}

/// The text on a principle. Its `Debug` prints a mask.
#[derive(Clone, Eq, PartialEq)]
pub struct Note(String);

impl Note {
    pub const MAX_CHARS: usize = 280;

    pub fn parse(typed: &str) -> Result<Note, FieldError> {
        let shown = |c: &char| c.is_whitespace() || hidden(*c).is_none();
        let note = tidied(&typed.chars().filter(shown).collect::<String>());
        match note.chars().count() {
            0 => Err(FieldError::Required),
            1..=Note::MAX_CHARS => Ok(Note(note)),
            _ => Err(FieldError::TooLong),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(***)")
    }
}

/// Each principle once, and a note only on one of those. A note of spaces counts as none.
pub(super) fn check(
    request: &SignRequest,
    principles: u32,
) -> Result<Vec<Reservation>, (&'static str, FieldError)> {
    let mut reservations: Vec<Reservation> = Vec::new();
    for &principle in &request.reservations {
        let known = principle != 0 && principle <= principles;
        if !known || reservations.iter().any(|one| one.principle == principle) {
            return Err(("reservations", FieldError::InvalidChoice));
        }
        let note = None;
        reservations.push(Reservation { principle, note });
    }
    for said in &request.reservation_notes {
        let error = |error| ("reservation_notes", error);
        let of = |one: &&mut Reservation| one.principle == said.principle && one.note.is_none();
        let Some(reservation) = reservations.iter_mut().find(of) else {
            return Err(error(FieldError::InvalidChoice));
        };
        reservation.note = match Note::parse(&said.text) {
            Err(FieldError::Required) => None,
            note => Some(note.map_err(error)?),
        };
    }
    Ok(reservations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ReservationNote;

    /// Principle and note of each, or which field is wrong and why.
    type Outcome = Result<Vec<(u32, Option<String>)>, (&'static str, FieldError)>;

    fn checked(reservations: &[u32], notes: &[(u32, &str)]) -> Outcome {
        let note = |(principle, text): &(u32, &str)| ReservationNote {
            principle: *principle,
            text: (*text).to_owned(),
        };
        let request = SignRequest {
            reservations: reservations.to_vec(),
            reservation_notes: notes.iter().map(note).collect(),
            ..SignRequest::default()
        };
        let told = |one: Reservation| (one.principle, one.note.map(|note| note.0));
        check(&request, 4).map(|all| all.into_iter().map(told).collect())
    }

    #[test]
    fn each_principle_takes_one_reservation_with_an_optional_note() {
        let long = "ক".repeat(281);
        let (numbers, notes) = ("reservations", "reservation_notes");
        let no_choice = FieldError::InvalidChoice;
        for (reservations, said, expected) in [
            (&[][..], &[][..], Ok(vec![])),
            (&[4, 1], &[], Ok(vec![(4, None), (1, None)])),
            (
                &[2],
                &[(2, " Not \n yet. ")],
                Ok(vec![(2, Some("Not yet.".to_owned()))]),
            ),
            (&[2], &[(2, "  ")], Ok(vec![(2, None)])),
            (&[0], &[], Err((numbers, no_choice))),
            (&[5], &[], Err((numbers, no_choice))),
            (&[2, 2], &[], Err((numbers, no_choice))),
            (&[2], &[(3, "Why?")], Err((notes, no_choice))),
            (&[], &[(3, "Why?")], Err((notes, no_choice))),
            (
                &[2],
                &[(2, "Why?"), (2, "Why not?")],
                Err((notes, no_choice)),
            ),
            (
                &[2],
                &[(2, long.as_str())],
                Err((notes, FieldError::TooLong)),
            ),
        ] {
            assert_eq!(
                checked(reservations, said),
                expected,
                "{reservations:?} {said:?}"
            );
        }
        assert!(
            checked(&[1], &[(1, &long[3..])]).is_ok(),
            "280 are not too many"
        );
    }

    #[test]
    fn invisible_characters_are_removed_from_a_note() {
        let said = "No\u{202e}t\u{0} now,\u{200b} می‌خواهم\u{2028}later\u{2066}";
        let note = Note::parse(said).map(|note| note.0);
        assert_eq!(note, Ok("Not now, می‌خواهم later".to_owned()));
        assert_eq!(Note::parse("\u{202e}\u{1}"), Err(FieldError::Required));
    }
}
