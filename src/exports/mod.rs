//! Files of the people who may be emailed, and of those who have left: subscribers of a list, and
//! signatories who asked for updates. The command line and the organisers' desk make the same files.
//! Rows are read and written page by page, so a million people need no more memory than a thousand,
//! and the register of exported files knows of each (`store/privacy/exported_files.rs`).

mod rows;
pub(crate) mod spreadsheet;

use widgets::wire::ConfirmedKind;

use crate::domain::accounts::AccountId;
use crate::domain::id::Id;
use crate::store::{Error, LeftCursor, NewExport, Store};
use rows::Lines;

/// People a page: few enough that a piece of a file stays below a megabyte.
const AT_ONCE: u32 = 500;

/// Whom a file lists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Audience {
    /// Everybody who may be emailed.
    Reachable,
    /// Everybody who has left since this time, in Unix milliseconds.
    LeftSince(i64),
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FileFormat {
    /// For spreadsheets, with cells made harmless (`spreadsheet.rs`).
    Csv {
        /// Whether it starts with the byte order mark that Excel needs.
        mark: bool,
    },
    /// Every value exact.
    Json,
}

/// Which file to make.
#[derive(Clone, Debug)]
pub struct MailingFileRequest {
    pub kind: ConfirmedKind,
    pub slug: String,
    pub audience: Audience,
    pub format: FileFormat,
    /// The server's origin, for the links in the file.
    pub server: String,
    /// The organiser who exports it on the desk; none at the console.
    pub account: Option<AccountId>,
}

/// A file that is being made.
pub struct MailingFile {
    store: Store,
    request: MailingFileRequest,
    /// Its row in the register.
    export: Id,
    lines: Lines,
    next: Option<Next>,
    people: u64,
}

/// Where the file continues.
enum Next {
    Reachable(Id),
    Left(LeftCursor),
}

impl MailingFile {
    /// Begins a file: the register knows of it before it contains anybody. Fails if there is no such
    /// declaration or list.
    pub async fn begin(
        store: &Store,
        request: MailingFileRequest,
        now_ms: i64,
    ) -> Result<Self, Error> {
        let (lines, next, left_since) = match request.audience {
            Audience::Reachable => {
                let lines = Lines::of_reachable(request.format);
                (lines, Next::Reachable(Id::FIRST), None)
            }
            Audience::LeftSince(at) => {
                let lines = Lines::of_left(request.format);
                (lines, Next::Left(LeftCursor::since(at)), Some(at))
            }
        };
        let export = NewExport {
            kind: request.kind,
            slug: &request.slug,
            left_since,
            account: request.account,
        };
        let privacy = store.privacy();
        Ok(Self {
            export: privacy.begin_addresses_export(export, now_ms).await?,
            store: store.clone(),
            request,
            lines,
            next: Some(next),
            people: 0,
        })
    }

    /// The next piece of the file, or `None` after the last one.
    pub async fn next_piece(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let Some(next) = self.next.take() else {
            return Ok(None);
        };
        self.next = match next {
            Next::Reachable(after) => self.add_reachable(after).await?.map(Next::Reachable),
            Next::Left(after) => self.add_left(after).await?.map(Next::Left),
        };
        if self.next.is_none() {
            self.lines.end();
        }
        Ok(Some(self.lines.take()?))
    }

    /// Records how many people the file contains, to be called when it is complete or cut short.
    pub async fn finish(&self) -> Result<(), Error> {
        let privacy = self.store.privacy();
        privacy
            .finish_addresses_export(self.export, self.people)
            .await
    }

    async fn add_reachable(&mut self, after: Id) -> anyhow::Result<Option<Id>> {
        let MailingFileRequest {
            kind, slug, server, ..
        } = &self.request;
        let lists = self.store.lists();
        let page = lists.subscribers(*kind, slug, after, AT_ONCE).await?;
        for one in &page.people {
            let link = format!("{server}/unsubscribe/{}", one.unsubscribe_token);
            self.lines.add_subscriber(one, &link)?;
        }
        self.people += page.people.len() as u64;
        Ok(page.next)
    }

    async fn add_left(&mut self, after: LeftCursor) -> anyhow::Result<Option<LeftCursor>> {
        let MailingFileRequest { kind, slug, .. } = &self.request;
        let page = self.store.lists().left(*kind, slug, after, AT_ONCE).await?;
        for one in &page.people {
            self.lines.add_unsubscribed(one)?;
        }
        self.people += page.people.len() as u64;
        Ok(page.next)
    }
}
