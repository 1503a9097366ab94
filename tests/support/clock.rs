//! The clock of the program under test, which a test moves while the program runs.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    time::{Duration, SystemTime},
};

use super::wait;

/// A clock that a test moves while the program runs, through a file that `faketime` reads again
/// each second. It moves both the time of day and the monotonic clock.
pub(crate) struct Clock {
    file: PathBuf,
    ahead: Mutex<Duration>,
    /// Whether the test stays within the hour in which the program does not trust the clock.
    pub(crate) distrusted: bool,
}

impl Clock {
    /// An offset such as `+8d`, `+49h` or `+5m`.
    pub(crate) fn ahead(folder: &Path, offset: &str) -> Clock {
        let (number, unit) = offset.split_at(offset.len() - 1);
        let seconds = match unit {
            "d" => 86_400,
            "h" => 3_600,
            _ => 60,
        };
        let number: u64 = number.trim_start_matches('+').parse().expect("a number");
        let clock = Clock {
            file: folder.join("clock"),
            ahead: Mutex::default(),
            distrusted: false,
        };
        clock.advance(Duration::from_secs(number * seconds));
        clock
    }

    pub(crate) fn advance(&self, by: Duration) {
        let mut ahead = self.ahead.lock().expect("no thread panics holding it");
        *ahead += by;
        // Replaced in one step, so that each read sees a whole file.
        let aside = self.file.with_extension("new");
        fs::write(&aside, format!("+{}\n", ahead.as_secs())).expect("the folder can be written");
        fs::rename(&aside, &self.file).expect("the folder can be written");
    }

    /// Waits until a server's responses bear the new time.
    pub(crate) fn is_noticed_by(&self, url: &str) {
        let ahead = *self.ahead.lock().expect("no thread panics holding it");
        let address = url.trim_start_matches("http://");
        wait::polling("the server to notice its clock", || {
            let date = date_of(address)?;
            let ours = SystemTime::now() + ahead;
            // The header has whole seconds and is renewed twice a second.
            (date + Duration::from_secs(5) > ours).then_some(())
        });
    }

    /// Skips the hour that a server waits if it starts far ahead of the last work on its database.
    pub(crate) fn skip_distrust(&self, url: &str, log: impl Fn() -> Vec<String>) {
        if self.distrusted {
            return;
        }
        let says = |words: &str| log().iter().any(|line| line.contains(words));
        wait::until_while_connecting("the server's first hour", url, || {
            says("housekeeping done") || says("housekeeping failed")
        });
        if says("the clock is ahead of the time") {
            self.advance(Duration::from_secs(61 * 60));
            let kept = || {
                let log = log();
                log.iter()
                    .filter(|line| line.contains("housekeeping done"))
                    .count()
            };
            wait::until_while_connecting("an hour of doubt to pass", url, || kept() >= 2);
        }
    }

    pub(crate) fn apply_to(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", library())
            .env("FAKETIME_TIMESTAMP_FILE", &self.file)
            .env("FAKETIME_CACHE_DURATION", "1");
    }
}

/// The `Date` of a response (RFC 9110, section 6.6.1). The request is malformed, so that the server
/// answers at once whatever its clock does.
fn date_of(address: &str) -> Option<SystemTime> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(b"malformed\r\n\r\n").ok()?;
    let mut response = String::new();
    // Closing the connection with unread bytes may reset it; what came before counts.
    _ = stream.read_to_string(&mut response);
    let mut lines = response.lines();
    let date = lines.find_map(|line| line.strip_prefix("date: "))?;
    let date = jiff::fmt::rfc2822::parse(date).expect("a date");
    Some(date.timestamp().into())
}

/// Debian puts the library into a folder named after the processor.
pub(crate) fn library() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").expect("every Unix has /usr/lib");
    folders
        .map(|folder| folder.expect("readable").path())
        .map(|folder| folder.join("faketime/libfaketime.so.1"))
        .find(|library| library.exists())
        .expect("`cargo xtask setup` installs faketime")
}

/// The `faketime` program itself would intercept the server's signals.
pub(crate) fn set_offset(command: &mut Command, offset: &str) {
    command.env("LD_PRELOAD", library()).env("FAKETIME", offset);
}
