//! Adds rows to a table, a line each, in the format of PostgreSQL's `copy`, which the script for
//! SQLite reads too: cells between tabs, `\N` for null, `\\x` and hexadecimal digits for bytes.

use std::{
    fmt::Write as _,
    io::{BufWriter, Write as _},
    process::{Child, ChildStdin, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

pub(crate) const NULL: &str = r"\N";

/// The cell of a column of bytes.
pub(crate) fn bytes(bytes: &[u8]) -> String {
    let mut cell = String::from(r"\\x");
    for byte in bytes {
        write!(cell, "{byte:02x}").expect("a string takes any text");
    }
    cell
}

/// A program that reads rows.
pub(crate) struct Loading {
    reader: Child,
    lines: BufWriter<ChildStdin>,
    line: String,
}

impl Loading {
    pub(super) fn start(mut reader: Command) -> Result<Loading> {
        let mut reader = reader
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .context("the program that reads rows starts")?;
        let lines = reader.stdin.take().context("its input is piped")?;
        Ok(Loading {
            reader,
            lines: BufWriter::with_capacity(1 << 16, lines),
            line: String::new(),
        })
    }

    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> Result<()> {
        self.line.clear();
        for cell in cells {
            self.line.push_str(cell);
            self.line.push('\t');
        }
        self.line.pop();
        self.line.push('\n');
        Ok(self.lines.write_all(self.line.as_bytes())?)
    }

    /// Waits until all are in the table.
    pub(crate) fn finish(self) -> Result<()> {
        let Loading {
            mut reader, lines, ..
        } = self;
        // Closing its input ends it.
        drop(lines.into_inner().context("the rows are read")?);
        ensure!(reader.wait()?.success(), "the rows were rejected");
        Ok(())
    }
}
