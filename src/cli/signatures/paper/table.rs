//! Reads the table typed from signing sheets in chunks, and judges each line on its own. A file
//! that is not such a table (another encoding, a missing column) is rejected as a whole.

use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context as _, bail};
use csv::{ByteRecord, Reader, ReaderBuilder};
use sha2::{Digest, Sha256};
use widgets::fields::{self, EmailAddress, FieldError, PersonName};

use super::SignedDeclaration;
use crate::domain::signatures::sheet_code::SheetCode;
use crate::store::PaperLine;

/// About four million lines. This also bounds memory: an unclosed quotation mark makes everything
/// after it one cell before the file is rejected.
const LARGEST: u64 = 256 << 20;
const HANDFUL: usize = 1_000;
/// More than any sheet of paper holds.
const LINES_OF_A_SHEET: u32 = 100;
/// Bytes read to see what kind of file it is.
const BEGINNING: usize = 4_096;

const AS_UTF_8: &str = "in Excel choose “CSV UTF-8 (Comma delimited)” when you save it, in \
    LibreOffice the character set “Unicode (UTF-8)”";

/// One line of the file.
pub(super) struct Row {
    /// Line number in the file; the header is the first.
    pub number: u64,
    /// The line to count, or why it is not counted.
    pub line: Result<PaperLine, String>,
}

pub(super) struct PaperTable {
    reader: Reader<File>,
    columns: ImportColumns,
    /// Lines before the header, which the CSV reader does not see.
    before: u64,
    /// The last code as typed and as parsed, since lines of one sheet follow each other.
    last: Option<(String, Option<SheetCode>)>,
}

struct ImportColumns {
    sheet: usize,
    row: usize,
    name: usize,
    email: Option<usize>,
}

/// The file's SHA-256 in hexadecimal, which tells one file from another.
pub(super) fn hash(path: &Path) -> anyhow::Result<String> {
    let mut file = open(path)?;
    let mut hash = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut part).context("cannot read the file")?;
        if read == 0 {
            return Ok(hex::encode(hash.finalize()));
        }
        hash.update(&part[..read]);
    }
}

/// The lines seen so far, one bit for each line of a sheet, so that a million of them need little
/// memory.
#[derive(Default)]
pub(super) struct Before(HashMap<u64, u128>);

impl Before {
    /// Records a line. Returns whether it is the first with its sheet and number.
    pub(super) fn is_first(&mut self, line: &PaperLine) -> bool {
        const { assert!(LINES_OF_A_SHEET < u128::BITS) };
        let mut hasher = DefaultHasher::new();
        line.sheet.hash(&mut hasher);
        let lines = self.0.entry(hasher.finish()).or_default();
        let bit = 1 << line.line;
        let first = *lines & bit == 0;
        *lines |= bit;
        first
    }
}

fn open(path: &Path) -> anyhow::Result<File> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let size = file.metadata().map(|data| data.len()).unwrap_or_default();
    if size > LARGEST {
        bail!("the file is larger than 256 MB: split it");
    }
    Ok(file)
}

impl PaperTable {
    pub(super) fn open(path: &Path) -> anyhow::Result<PaperTable> {
        let mut file = open(path)?;
        let mut beginning = vec![0; BEGINNING];
        let read = file.read(&mut beginning).context("cannot read the file")?;
        beginning.truncate(read);
        refuse_what_is_no_text(&beginning)?;
        let told = Divider::told(&beginning);
        let skipped = told.as_ref().map_or(0, |told| told.bytes);
        file.seek(SeekFrom::Start(skipped))
            .context("cannot read the file twice")?;
        let mut reader = ReaderBuilder::new()
            .delimiter(
                told.as_ref()
                    .map_or_else(|| delimiter(&beginning), |told| told.sign),
            )
            .flexible(true)
            .from_reader(file);
        let head = reader
            .byte_headers()
            .context("cannot read the first line")?;
        let columns = ImportColumns::of(head)?;
        Ok(PaperTable {
            reader,
            columns,
            before: told.map_or(0, |_| 1),
            last: None,
        })
    }

    /// The next lines; empty at the end.
    pub(super) fn handful(&mut self, signed: &SignedDeclaration) -> anyhow::Result<Vec<Row>> {
        let mut rows = Vec::new();
        let mut record = ByteRecord::new();
        while rows.len() < HANDFUL {
            let more = self.reader.read_byte_record(&mut record);
            if !more.context("cannot read the file")? {
                break;
            }
            let number = self.before + record.position().map_or(0, csv::Position::line);
            // A cell that spans lines is most often an unclosed quotation mark, which takes in
            // every line up to the next quotation mark.
            if record
                .iter()
                .any(|cell| cell.contains(&b'\n') || cell.contains(&b'\r'))
            {
                bail!(
                    "line {number}: a quotation mark opens here that is not closed in the same line, \
                     so it takes in the lines below: close it, remove it, or write the cell in one \
                     line; nothing was imported"
                );
            }
            let fields: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
            let Ok(fields) = fields else {
                bail!(
                    "line {number} is not UTF-8, perhaps Windows-1252: {AS_UTF_8}; nothing was imported"
                );
            };
            // Spreadsheets leave empty lines at the end.
            if fields.iter().all(|field| field.trim().is_empty()) {
                continue;
            }
            let code = self.code(field(&fields, self.columns.sheet), signed.subject);
            let line = self.columns.line(&fields, code, signed);
            rows.push(Row { number, line });
        }
        Ok(rows)
    }

    fn code(&mut self, copied: &str, subject: i64) -> Option<SheetCode> {
        if let Some((_, code)) = self.last.as_ref().filter(|(last, _)| last == copied) {
            return code.clone();
        }
        let code = SheetCode::parse(copied, subject);
        self.last = Some((copied.to_owned(), code.clone()));
        code
    }
}

fn field<'a>(fields: &[&'a str], place: usize) -> &'a str {
    fields.get(place).map_or("", |field| field.trim())
}

fn refuse_what_is_no_text(beginning: &[u8]) -> anyhow::Result<()> {
    match beginning {
        [] => bail!("the file is empty"),
        [b'P', b'K', 3, 4, ..] => bail!("this is a spreadsheet, not a CSV file: {AS_UTF_8}"),
        // With its byte order mark, or with a zero byte in each Latin letter.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => bail!("the file is UTF-16: {AS_UTF_8}"),
        _ if beginning.contains(&0) => bail!("the file is UTF-16 or not text at all: {AS_UTF_8}"),
        _ => Ok(()),
    }
}

/// The delimiter that the file's own first line names for Excel: `sep=;`.
struct Divider {
    sign: u8,
    /// Length of that line, with its line ending and any byte order mark.
    bytes: u64,
}

impl Divider {
    fn told(beginning: &[u8]) -> Option<Divider> {
        let line = beginning.split_inclusive(|byte| *byte == b'\n').next()?;
        let text = std::str::from_utf8(line).ok()?;
        let text = text
            .trim_start_matches('\u{feff}')
            .trim_end_matches(['\r', '\n']);
        // A program that quotes every cell quotes this line as well.
        let text = text.trim_matches('"');
        let (name, sign) = text.split_at_checked("sep=".len())?;
        let known = name.eq_ignore_ascii_case("sep=") && sign.len() == 1;
        known.then(|| Divider {
            sign: sign.as_bytes()[0],
            bytes: line.len() as u64,
        })
    }
}

/// The most frequent delimiter in the header. Where the decimal sign is a comma, spreadsheets
/// separate columns by semicolons.
fn delimiter(beginning: &[u8]) -> u8 {
    let head = beginning.split(|byte| *byte == b'\n').next();
    let head = head.unwrap_or_default();
    let count = |wanted: u8| head.iter().filter(|byte| **byte == wanted).count();
    let most = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|one| (count(*one), *one == b','));
    most.unwrap_or(b',')
}

impl ImportColumns {
    fn of(head: &ByteRecord) -> anyhow::Result<ImportColumns> {
        let names: Vec<String> = head
            .iter()
            .map(|name| String::from_utf8_lossy(name))
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_lowercase())
            .collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let missing: Vec<&str> = ["sheet", "row", "name"]
            .into_iter()
            .filter(|wanted| place(wanted).is_none())
            .collect();
        match (place("sheet"), place("row"), place("name")) {
            (Some(sheet), Some(row), Some(name)) => Ok(ImportColumns {
                sheet,
                row,
                name,
                email: place("email"),
            }),
            _ => bail!(
                "the first line has no column {}: it should be sheet,row,name, if you like with \
                 place and email",
                missing.join(", ")
            ),
        }
    }

    fn line(
        &self,
        fields: &[&str],
        code: Option<SheetCode>,
        signed: &SignedDeclaration,
    ) -> Result<PaperLine, String> {
        let field = |place: usize| field(fields, place);
        let copied = field(self.sheet);
        let code = code.ok_or_else(|| match copied {
            "" => "there is no code in the column sheet".to_owned(),
            _ => format!(
                "“{}” is not the code of a sheet of {}: compare it with the paper",
                short(copied),
                signed.slug
            ),
        })?;
        let published = signed
            .texts
            .iter()
            .any(|(lang, version)| *lang == code.lang && (1..=*version).contains(&code.version));
        if !published {
            return Err(format!(
                "sheet {} belongs to a text that was never published",
                code.text
            ));
        }
        let row = field(self.row);
        let line = whole(row).filter(|line| (1..=LINES_OF_A_SHEET).contains(line));
        let line = line.ok_or_else(|| {
            format!(
                "“{}” in the column row is not a line of a sheet",
                short(row)
            )
        })?;
        let name = field(self.name);
        // A spreadsheet that opens the file again would run it.
        if name.starts_with(['=', '+', '-', '@']) {
            return Err("the name begins like a formula".to_owned());
        }
        PersonName::parse(name).map_err(|error| wrong_name(error).to_owned())?;
        let email = self.email.map_or("", field);
        if !email.is_empty() {
            EmailAddress::parse(email).map_err(|error| wrong_email(error).to_owned())?;
        }
        Ok(PaperLine {
            sheet: code.text,
            line,
            lang: code.lang,
            version: code.version,
        })
    }
}

/// A whole number, including the way spreadsheets write one they take for a decimal: "1.0", "1,00".
fn whole(text: &str) -> Option<u32> {
    let plain = fields::plain_text(text);
    let (number, fraction) = plain.split_once(['.', ',']).unwrap_or((&plain, ""));
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let whole = digits && fraction.bytes().all(|byte| byte == b'0');
    whole.then(|| number.parse().ok()).flatten()
}

/// What is wrong with the name on a line, for the person who typed it.
const fn wrong_name(error: FieldError) -> &'static str {
    match error {
        FieldError::Required => "there is no name",
        FieldError::TooLong => "the name is longer than 80 characters",
        FieldError::Link => "there is a web or email address in the column name",
        FieldError::Digits => "the name has digits in it",
        FieldError::Symbols => "the name has pictures or symbols in it",
        FieldError::Markup => "the name has < or > in it",
        FieldError::StackedMarks => "the name has more than four accents on one letter",
        _ => "the name has hidden characters in it: type it again instead of pasting it",
    }
}

/// What is wrong with the email address, which may be left empty.
const fn wrong_email(error: FieldError) -> &'static str {
    match error {
        FieldError::MissingAt => "the email address has no @",
        FieldError::InvalidDomain => "what comes after the @ of the email address is not a domain",
        FieldError::TooLong => "the email address is longer than 254 characters",
        _ => "what comes before the @ of the email address is not valid",
    }
}

/// The start of a text, enough to find it by.
fn short(text: &str) -> String {
    let plain = text.chars().filter(|one| !one.is_control());
    plain.take(40).collect()
}
