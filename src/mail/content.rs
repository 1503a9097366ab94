//! The content of a message as SMTP transmits it after DATA (RFC 5321, 4.5.2).

use std::fmt;

/// A message with the dot that ends it, and with another dot before each line that begins with one.
///
/// lettre writes the ending dot separately from the message. A system holds a second small write back
/// until the first is acknowledged, and the receiver delays that by some 40 ms (Nagle's algorithm, RFC
/// 896, with delayed acknowledgements, RFC 1122, 4.2.3.2): each connection would send 25 emails a
/// second at most. As a single command, the message and its dot are one write.
pub(super) struct Content<'a>(pub(super) &'a [u8]);

impl fmt::Display for Content<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = String::from_utf8_lossy(self.0);
        for line in message.split_inclusive("\r\n") {
            if line.starts_with('.') {
                formatter.write_str(".")?;
            }
            formatter.write_str(line)?;
        }
        if !message.is_empty() && !message.ends_with("\r\n") {
            formatter.write_str("\r\n")?;
        }
        formatter.write_str(".\r\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_begin_with_a_dot_get_another_and_a_dot_alone_ends_the_message() {
        for (message, sent) in [
            ("a\r\nb\r\n", "a\r\nb\r\n.\r\n"),
            ("a\r\nb", "a\r\nb\r\n.\r\n"),
            (".\r\n..\r\n.a\r\nb.\r\n", "..\r\n...\r\n..a\r\nb.\r\n.\r\n"),
            ("a\r\n\r\n.\r\n", "a\r\n\r\n..\r\n.\r\n"),
            // Only CRLF ends a line.
            ("a\n.b\r\n", "a\n.b\r\n.\r\n"),
            ("", ".\r\n"),
        ] {
            assert_eq!(Content(message.as_bytes()).to_string(), sent, "{message:?}");
        }
    }
}
