//! An email as its reader gets it: subject, text, and the code and link in it.

use mail_parser::{Message, MessageParser};

#[derive(Clone, Debug)]
pub(crate) struct Email {
    /// The recipients given to the mail server.
    pub(crate) recipients: Vec<String>,
    pub(crate) sender: String,
    /// The name in EHLO.
    pub(crate) hello: String,
    /// Headers and body as they were sent.
    pub(crate) raw: String,
}

impl Email {
    pub(crate) fn message(&self) -> Message<'_> {
        MessageParser::default()
            .parse(self.raw.as_bytes())
            .expect("an email is a MIME message")
    }

    pub(crate) fn subject(&self) -> String {
        self.message()
            .subject()
            .expect("an email has a subject")
            .to_owned()
    }

    /// The text part.
    pub(crate) fn text(&self) -> String {
        let message = self.message();
        assert_eq!(message.text_body_count(), 1, "one text part: {}", self.raw);
        message.body_text(0).expect("a text part").into_owned()
    }

    pub(crate) fn html(&self) -> String {
        let message = self.message();
        assert_eq!(message.html_body_count(), 1, "one HTML part: {}", self.raw);
        message.body_html(0).expect("an HTML part").into_owned()
    }

    /// A header as it was written, unfolded.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        self.message()
            .header_raw(name)
            .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The six digits, read from the text rather than the source.
    pub(crate) fn code(&self) -> String {
        let codes = codes_in(&self.text());
        assert_eq!(codes.len(), 1, "one code in: {}", self.text());
        codes[0].clone()
    }

    /// Every address in the text part.
    pub(crate) fn links(&self) -> Vec<String> {
        self.text()
            .split_whitespace()
            .filter(|word| word.starts_with("http://") || word.starts_with("https://"))
            .map(str::to_owned)
            .collect()
    }

    /// The link that confirms.
    pub(crate) fn link(&self) -> String {
        let links: Vec<_> = self
            .links()
            .into_iter()
            .filter(|link| link.contains("/confirm/"))
            .collect();
        assert_eq!(links.len(), 1, "one confirming link in: {}", self.text());
        links[0].clone()
    }

    /// The secret at the end of the link.
    pub(crate) fn token(&self) -> String {
        self.link()
            .rsplit('/')
            .next()
            .expect("split gives at least one piece")
            .to_owned()
    }
}

/// Words of exactly six digits, also when written in two groups of three.
fn codes_in(text: &str) -> Vec<String> {
    let is_digits = |word: &str, length| {
        word.len() == length && word.chars().all(|character| character.is_ascii_digit())
    };
    let words: Vec<_> = text
        .split_whitespace()
        .map(|word| word.trim_matches(['.', ',', ':', '*']))
        .collect();
    let mut codes: Vec<String> = words
        .iter()
        .filter(|word| is_digits(word, 6))
        .map(|word| (*word).to_owned())
        .collect();
    for pair in words.windows(2) {
        if is_digits(pair[0], 3) && is_digits(pair[1], 3) {
            codes.push(pair.concat());
        }
    }
    codes.dedup();
    codes
}
