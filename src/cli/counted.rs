//! Numbers with their nouns, in English: the singular and plural rule for everything that commands
//! print.

/// `1 email`, `2 emails`, `0 emails`: takes the words to use after one, and after any other number.
/// They include any verb that follows and must agree ("waits", "wait").
pub(crate) fn counted(number: u64, one: &str, more: &str) -> String {
    format!("{number} {}", agreeing(number, one, more))
}

/// Words that agree with a number printed elsewhere.
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
