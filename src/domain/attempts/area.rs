//! The area of a postcode: coarse enough to be kept in clear and shown on a map of a campaign, and
//! thousands of people live in most of them. The whole postcode is encrypted.

/// How many digits are kept of a postcode of digits, as in Germany, France or the United States.
const DIGITS: usize = 2;
/// Shorter ones may be coarse themselves, or may be no postcodes.
const FEWEST_DIGITS: usize = 4;
/// The inward part of a postcode of the United Kingdom: a digit and two letters.
const INWARD: usize = 3;

/// The area of a postcode as typed. For the United Kingdom it is the outward part, "B29"; for a
/// postcode that begins with four digits or more, in whatever country, the first two. Of any other
/// form nothing is kept.
pub fn area(postcode: &str) -> Option<String> {
    let compact: String = postcode
        .chars()
        .filter(|one| !one.is_whitespace())
        .flat_map(char::to_uppercase)
        .collect();
    if !compact.is_ascii() {
        return None;
    }
    let digits = compact.bytes().take_while(u8::is_ascii_digit).count();
    if digits >= FEWEST_DIGITS {
        return Some(compact[..DIGITS].to_owned());
    }
    let outward = match compact.len().checked_sub(INWARD) {
        Some(at) if is_inward(&compact[at..]) => &compact[..at],
        // Some type the outward part alone.
        _ => &compact,
    };
    is_outward(outward).then(|| outward.to_owned())
}

fn is_inward(text: &str) -> bool {
    let digit = |one: &u8| one.is_ascii_digit();
    let capital = |one: &u8| one.is_ascii_uppercase();
    matches!(text.as_bytes(), [a, b, c] if digit(a) && capital(b) && capital(c))
}

/// One or two letters, a digit, and perhaps another digit or a letter: "B2", "B29", "EC1A".
fn is_outward(text: &str) -> bool {
    let district = text.trim_start_matches(|one: char| one.is_ascii_uppercase());
    let capitals = text.len() - district.len();
    let rest = match district.as_bytes() {
        [first] => Some((first, None)),
        [first, second] => Some((first, Some(second))),
        _ => None,
    };
    (1..=2).contains(&capitals)
        && rest.is_some_and(|(first, second)| {
            let may_follow = |one: &u8| one.is_ascii_digit() || one.is_ascii_uppercase();
            first.is_ascii_digit() && second.is_none_or(may_follow)
        })
}

#[cfg(test)]
mod tests {
    use super::area;

    #[test]
    fn the_area_of_a_postcode_is_coarse_and_other_texts_have_none() {
        for (postcode, expected) in [
            ("B29 6LS", Some("B29")),
            ("b296ls", Some("B29")),
            ("EC1A 1BB", Some("EC1A")),
            ("W1A 0AX", Some("W1A")),
            ("M1 1AE", Some("M1")),
            ("CF10", Some("CF10")),
            ("10115", Some("10")),
            ("1234 AB", Some("12")),
            ("90210-1234", Some("90")),
            ("101", None),
            ("K1A 0B1", None),
            ("D02 AF30", None),
            ("ABC12 6LS", None),
            ("B 6LS", None),
            ("B2999 6LS", None),
            ("Ｂ29 6LS", None),
            ("", None),
        ] {
            assert_eq!(area(postcode).as_deref(), expected, "{postcode}");
        }
    }
}
