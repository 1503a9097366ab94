//! Checks the free space on the database's disk, so that low space is reported before the disk is
//! full.

use std::path::PathBuf;

/// Which folder to check, and how much space must stay free.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    /// `None` if the database is on another machine.
    pub folder: Option<PathBuf>,
    /// Bytes.
    pub reserve: u64,
}

impl Disk {
    /// Whether less space is free than the reserve; false if it cannot be determined.
    pub async fn is_low(&self) -> bool {
        let Some(folder) = self.folder.clone().filter(|_| self.reserve > 0) else {
            return false;
        };
        // A network file system may block for long.
        let free = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&folder)).await;
        let free = free.ok().and_then(Result::ok);
        free.is_some_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < self.reserve)
    }
}

/// The folder of a SQLite database.
pub fn folder_of(database: &str) -> Option<PathBuf> {
    let path = database.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let folder = std::path::Path::new(path).parent()?;
    let here = folder.as_os_str().is_empty();
    Some(if here {
        PathBuf::from(".")
    } else {
        folder.to_owned()
    })
}
