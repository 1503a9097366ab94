//! CSV for spreadsheets, made from text that strangers typed and escaped so that no spreadsheet
//! program runs a cell as a formula. Every export of people uses this module; exact values are
//! exported as JSON.

use anyhow::Context as _;

/// The byte order mark that tells Excel the file is UTF-8; other programs stumble over it.
const MARK: &str = "\u{feff}";

/// Lines of a table, collected until they are taken.
pub(crate) struct Table {
    lines: csv::Writer<Vec<u8>>,
}

impl Table {
    /// A table with its header row. `mark` adds a byte order mark, for files meant for
    /// spreadsheets.
    pub(crate) fn new(head: &[&str], mark: bool) -> anyhow::Result<Table> {
        let start = if mark { MARK.into() } else { Vec::new() };
        let mut lines = csv::Writer::from_writer(start);
        lines.write_record(head)?;
        Ok(Table { lines })
    }

    /// Adds a line with every cell made harmless.
    pub(crate) fn line<'a>(
        &mut self,
        cells: impl IntoIterator<Item = &'a str>,
    ) -> anyhow::Result<()> {
        Ok(self.lines.write_record(cells.into_iter().map(harmless))?)
    }

    /// The lines added since the last call, so that a file can be written piece by piece.
    pub(crate) fn take(&mut self) -> anyhow::Result<Vec<u8>> {
        let next = csv::Writer::from_writer(Vec::new());
        let lines = std::mem::replace(&mut self.lines, next);
        lines.into_inner().context("a table in memory")
    }
}

/// Makes a cell harmless: no part of it starts like a formula, wherever a program splits the line.
/// Excel splits at a comma, a semicolon or a tab depending on the country, and quotation marks
/// protect only a reader that splits as we do (OWASP, "CSV Injection"). An apostrophe makes it
/// text.
fn harmless(cell: &str) -> String {
    let mut harmless = String::with_capacity(cell.len());
    let mut begins = true;
    for c in cell.chars() {
        if begins && is_formula(c) {
            harmless.push('\'');
        }
        let divides = matches!(c, ',' | ';' | '"') || c.is_control();
        // Some programs trim what they read.
        begins = divides || (begins && !is_seen(c));
        harmless.push(c);
    }
    harmless
}

/// Characters that start a formula, including the full-width ones of East Asian keyboards.
const fn is_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
    )
}

/// Whether a character is visible: a reader may drop invisible ones before a formula.
fn is_seen(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a line as read by a program that splits at this delimiter and knows quotation
    /// marks only at the start of a cell.
    fn read(line: &str, divider: char) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            let cell = cells.last_mut().expect("there is one");
            match c {
                '"' if cell.is_empty() && !quoted => quoted = true,
                '"' if quoted => quoted = false,
                _ if (c == divider || matches!(c, '\r' | '\n')) && !quoted => {
                    cells.push(String::new())
                }
                c => cell.push(c),
            }
        }
        cells
    }

    #[test]
    fn no_cell_is_read_as_a_formula_with_any_delimiter() {
        for typed in [
            "=1+1",
            "@import",
            "-Ada",
            "＝1+1",
            "Teacher;=1+1",
            "Teacher; =1+1",
            "Teacher,+1",
            "Teacher\t@SUM(A1)",
            "Teacher\r\n=1+1",
            "\u{feff}=1+1",
            "Teacher;\"=1+1\"",
            "\";=1+1",
            "a\",=1+1",
            "a\"\n-1",
            ";;==1",
            "\t=1",
        ] {
            let mut table = Table::new(&["kind", "role", "role"], false).expect("a table");
            table.line(["person", typed, typed]).expect("a line");
            let text = String::from_utf8(table.take().expect("a table")).expect("UTF-8");
            for divider in [',', ';', '\t'] {
                for cell in read(&text, divider) {
                    let bare = cell.trim_start_matches(|c: char| !is_seen(c) || c == '"');
                    assert!(
                        !bare.starts_with(is_formula),
                        "{typed:?}: {text:?}: {cell:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn harmless_cells_are_unchanged() {
        for cell in [
            "Ada-Bo",
            "Smith, Ada",
            "1 + 1 = 2",
            "a@b.example",
            "O'Neill; Cork",
        ] {
            assert_eq!(harmless(cell), cell);
        }
    }

    #[test]
    fn a_byte_order_mark_is_written_once_if_requested() {
        let mut table = Table::new(&["name"], true).expect("a table");
        assert_eq!(table.take().expect("a table"), "\u{feff}name\n".as_bytes());
        table.line(["Ada"]).expect("a line");
        assert_eq!(table.take().expect("a table"), b"Ada\n");
    }
}
