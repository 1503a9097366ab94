//! Reads the folder that the demo's emails are written to, as a mail program would.
//!
//! `demo/inbox.rs` shows them; the ordinary outbox and mailer send them.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use mail_parser::{Message, MessageParser};

use crate::demo::inbox::InboxMessage;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct MailFolder {
    folder: Arc<Path>,
}

impl MailFolder {
    pub(crate) fn new(folder: PathBuf) -> MailFolder {
        MailFolder {
            folder: folder.into(),
        }
    }

    /// All emails, newest first. Leaves out files that cannot be read: an email may be half
    /// written.
    pub(crate) fn messages(&self) -> Vec<InboxMessage> {
        let files = self.files();
        files.iter().filter_map(|file| read(&file.path)).collect()
    }

    /// The email of this name, if there is one.
    pub(crate) fn message(&self, name: &str) -> Option<InboxMessage> {
        // Looked up in the listing, so a name cannot lead outside the folder.
        let files = self.files();
        let file = files
            .iter()
            .find(|file| file.path.file_stem().is_some_and(|stem| stem == name))?;
        read(&file.path)
    }

    /// Changes when an email arrives.
    pub(crate) fn newest(&self) -> String {
        let files = self.files();
        let newest = files.first().and_then(|file| name_of(&file.path));
        format!("{} {}", files.len(), newest.unwrap_or_default())
    }

    fn files(&self) -> Vec<EmailFile> {
        // The mailer creates the folder with the first email.
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<EmailFile> = entries
            .filter(|entry| {
                entry
                    .path()
                    .extension()
                    .is_some_and(|extension| extension == "eml")
            })
            .filter_map(|entry| {
                let written = entry
                    .metadata()
                    .and_then(|metadata| metadata.modified())
                    .ok()?;
                Some(EmailFile {
                    written,
                    path: entry.path(),
                })
            })
            .collect();
        files.sort_unstable_by(|one, other| other.cmp(one));
        files
    }
}

#[derive(Eq, Ord, PartialEq, PartialOrd)]
struct EmailFile {
    written: SystemTime,
    path: PathBuf,
}

fn name_of(path: &Path) -> Option<String> {
    Some(path.file_stem()?.to_str()?.to_owned())
}

fn read(path: &Path) -> Option<InboxMessage> {
    let bytes = fs::read(path).ok()?;
    let message = MessageParser::default().parse(&bytes)?;
    let text = message.body_text(0).unwrap_or_default().into_owned();
    let has_html = message
        .html_bodies()
        .any(mail_parser::MessagePart::is_text_html);
    Some(InboxMessage {
        name: name_of(path)?,
        from: mailbox(message.from()),
        to: mailbox(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        sent: message
            .date()
            .map(|date| date.to_timestamp())
            .unwrap_or_default()
            * 1_000,
        code: code_in(&text),
        link: link_in(&text),
        html: has_html.then(|| message.body_html(0).unwrap_or_default().into_owned()),
        headers: headers(&message),
        text,
    })
}

fn mailbox(addresses: Option<&mail_parser::Address<'_>>) -> String {
    let first = addresses.and_then(|addresses| addresses.first());
    let address = first.and_then(|one| one.address()).unwrap_or_default();
    match first.and_then(|one| one.name()) {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    }
}

/// The headers as sent, unfolded.
fn headers(message: &Message<'_>) -> Vec<(String, String)> {
    let headers = message.headers_raw().map(|(name, value)| {
        let value: Vec<&str> = value.split_whitespace().collect();
        (name.to_owned(), value.join(" "))
    });
    headers.collect()
}

/// Six digits that form a whole word.
fn code_in(text: &str) -> Option<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | '*'));
    let six_digits =
        |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.filter(six_digits).map(str::to_owned).next()
}

/// The confirmation link.
fn link_in(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    let link = words.find(|word| word.starts_with("http") && word.contains("/confirm/"))?;
    Some(link.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMAIL: &str = "From: Act Example <act@act.example>\r\nTo: ada@home.test\r\n\
        Subject: =?utf-8?Q?Confirm_your_signature_=E2=80=93_123456?=\r\n\
        Date: Sun, 22 Nov 2026 00:10:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
        Your code is 204816.\r\nOr follow http://127.0.0.1:8080/confirm/abc\r\n";

    #[test]
    fn an_email_file_is_parsed_with_its_code_and_link() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("one.eml"), EMAIL).unwrap();
        fs::write(folder.path().join("two.txt"), EMAIL).unwrap();
        let inbox = MailFolder::new(folder.path().to_owned());
        assert_eq!(inbox.messages().len(), 1);
        let message = inbox.message("one").unwrap();
        assert_eq!(message.subject, "Confirm your signature – 123456");
        assert_eq!(message.from, "Act Example <act@act.example>");
        assert_eq!(message.code.as_deref(), Some("204816"));
        assert_eq!(
            message.link.as_deref(),
            Some("http://127.0.0.1:8080/confirm/abc")
        );
        assert_eq!(message.html, None);
    }

    #[test]
    fn path_traversal_outside_the_folder_is_rejected() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("mail");
        fs::create_dir(&inner).unwrap();
        fs::write(folder.path().join("one.eml"), EMAIL).unwrap();
        let inbox = MailFolder::new(inner);
        assert!(inbox.message("../one").is_none());
        assert!(inbox.message("").is_none());
    }

    #[test]
    fn a_missing_mail_folder_is_an_empty_inbox() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = MailFolder::new(folder.path().join("not made yet"));
        assert!(inbox.messages().is_empty());
    }
}
