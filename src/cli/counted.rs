//! Numbers with what they count, in English: the one rule for all that commands say.

/// `1 email`, `2 emails`, `0 emails`: the words as they stand after one, and after any other number. Words
/// that follow and agree with it ("waits", "wait") belong to them.
pub(crate) fn counted(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", agreeing(number, one, more))
}

/// Words that agree with a number said elsewhere.
pub(crate) fn agreeing<'a>(number: u64, one: &'a str, more: &'a str) -> &'a str {
    if number == 1 { one } else { more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_takes_the_singular() {
        for (number, said) in [
            (0, "0 people"),
            (1, "1 person"),
            (2, "2 people"),
            (21, "21 people"),
        ] {
            assert_eq!(counted(number, "person", "people"), said);
        }
        assert_eq!(agreeing(1, "waits", "wait"), "waits");
        assert_eq!(agreeing(0, "waits", "wait"), "wait");
    }
}
