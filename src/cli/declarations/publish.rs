//! `undersigned publish FILE…`: reads declarations and lists, and publishes them if no file has a
//! fault.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::counted::counted;
use crate::domain::declarations::difference;
use crate::domain::declarations::file::{self, File};
use crate::domain::declarations::front_matter::FileError;
use crate::domain::declarations::language_versions::{self, Settings};
use crate::domain::declarations::{DeclarationFile, Published, RevisionKind, TextVersion};
use crate::store::{self, Step, Store};

/// Signatures carried over or asked about in one transaction, and the pause between two, which lets
/// other writers in.
const AT_ONCE: u32 = 500;
const PAUSE: Duration = Duration::from_millis(20);

/// Why the files were not published.
#[derive(Debug)]
pub(crate) enum Error {
    /// Nothing was published. One line for each fault: `file:line: what was expected`.
    Faulty(Vec<String>),
    /// The files before this one are published; publishing all again does no harm.
    Store { file: PathBuf, error: store::Error },
    /// It was deleted, and addresses, emails and records still name it, so its slug is not reused.
    Deleted { file: PathBuf, slug: String },
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faulty(faults) => {
                writeln!(formatter, "nothing was published")?;
                formatter.write_str(&faults.join("\n"))
            }
            Self::Deleted { file, slug } => write!(
                formatter,
                "{} could not be published: {slug} was deleted, and its slug cannot be used again; \
                 choose another",
                file.display()
            ),
            Self::Store { file, error } => {
                write!(
                    formatter,
                    "{} could not be published: {error}",
                    file.display()
                )
            }
        }
    }
}

impl std::error::Error for Error {}

/// Checks every file, then publishes every file. Returns a line for each that says what was done.
/// `revision` is what to do with signatures under earlier versions of a text; without it they stay
/// with their version.
pub(crate) async fn publish(
    store: &Store,
    paths: &[PathBuf],
    revision: Option<RevisionKind>,
    now_ms: i64,
) -> Result<Vec<String>, Error> {
    let mut files = read(paths).map_err(Error::Faulty)?;
    lead(store, &mut files).await?;
    let mut lines = Vec::with_capacity(files.len());
    for (path, file) in files {
        let (kind, hash, published) = match &file {
            File::Declaration(file) => (
                "declaration",
                file.text_hash.as_str(),
                store.publish_declaration(file, now_ms).await,
            ),
            File::List(file) => ("list", "", store.publish_list(file, now_ms).await),
        };
        let published = published.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        if published == Published::Deleted {
            return Err(Error::Deleted {
                file: path,
                slug: file.slug().to_owned(),
            });
        }
        let passed = match &file {
            File::Declaration(file) => pass(store, file, published, revision, now_ms).await,
            File::List(_) => Ok(String::new()),
        };
        let passed = passed.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        let (slug, lang) = (file.slug(), language(&file));
        lines.push(format!(
            "{}: {kind} {slug}{lang}: {}{passed}",
            path.display(),
            said(published, hash)
        ));
    }
    Ok(lines)
}

/// Checks every file, and says how many people would be emailed if they were published with
/// --change. Publishes nothing.
pub(crate) async fn asks(store: &Store, paths: &[PathBuf]) -> Result<Vec<String>, Error> {
    let mut files = read(paths).map_err(Error::Faulty)?;
    lead(store, &mut files).await?;
    let mut lines = Vec::with_capacity(files.len() + 1);
    for (path, file) in files {
        let File::Declaration(declaration) = &file else {
            continue;
        };
        let asked =
            store.count_to_renew(&declaration.slug, &declaration.lang, &declaration.text_hash);
        let asked = asked.await.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        let people = match asked {
            0 => "nobody".to_owned(),
            some => counted(some, "person", "people"),
        };
        lines.push(format!(
            "{}: declaration {}{}: {people} would get an email that asks to renew",
            path.display(),
            file.slug(),
            language(&file)
        ));
    }
    lines.push("nothing was published and nobody was emailed: add --yes to do both".to_owned());
    Ok(lines)
}

/// Applies the choice for signatures under earlier versions. Returns what was done, as the end of a
/// line. The choice can also be made later, and repeating it changes nothing twice.
async fn pass(
    store: &Store,
    file: &DeclarationFile,
    published: Published,
    revision: Option<RevisionKind>,
    now_ms: i64,
) -> Result<String, store::Error> {
    let versions = store.versions(&file.slug, &file.lang).await?;
    let Some((newest, earlier)) = versions.split_first() else {
        return Ok(String::new());
    };
    let signed = || earlier.iter().filter(|version| version.signatures > 0);
    let Some(revision) = revision else {
        let stay: Vec<String> = signed()
            .map(|one| format!("{} with version {}", one.signatures, one.version))
            .collect();
        if stay.is_empty() || !matches!(published, Published::Changed { .. }) {
            return Ok(String::new());
        }
        return Ok(format!(
            "; earlier signatures stay: {} (publish again with --change to ask their signatories to renew, \
             or with --correction to carry their signatures over)",
            stay.join(", ")
        ));
    };
    let mut done = 0;
    for old in earlier {
        // A version without signatures leaves nobody to ask. A correction still carries over
        // signatures that are not confirmed yet.
        if revision == RevisionKind::Change && old.signatures == 0 {
            continue;
        }
        done += step(store, file, (old, newest), revision, now_ms).await?;
    }
    Ok(match revision {
        RevisionKind::Correction => format!("; signatures carried over: {done}"),
        RevisionKind::Change => format!("; asked to renew: {done}"),
    })
}

/// Carries over the signatures of one earlier version, or asks to renew them. Returns how many.
async fn step(
    store: &Store,
    file: &DeclarationFile,
    (old, new): (&TextVersion, &TextVersion),
    revision: RevisionKind,
    now_ms: i64,
) -> Result<u64, store::Error> {
    let step = Step {
        slug: file.slug.clone(),
        lang: file.lang.clone(),
        from: old.version,
        to: new.version,
    };
    let changed = difference::between((&old.title, &old.source), (&new.title, &new.source));
    store
        .choose(
            &step,
            revision,
            serde_json::json!(changed).to_string(),
            now_ms,
        )
        .await?;
    let (mut done, mut after) = (0, String::new());
    loop {
        let last = match revision {
            RevisionKind::Correction => {
                let carried = store.carry_over(&step, AT_ONCE, now_ms).await?;
                done += carried;
                (carried > 0).then(String::new)
            }
            RevisionKind::Change => {
                let asked = store.ask_to_renew(&step, &after, AT_ONCE, now_ms).await?;
                done += asked.letters;
                asked.last
            }
        };
        match last {
            Some(last) => after = last,
            None => return Ok(done),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The language of a declaration, which may have several.
fn language(file: &File) -> String {
    match file {
        File::Declaration(file) => format!(" ({})", file.lang),
        File::List(_) => String::new(),
    }
}

/// Gives every language of a declaration the settings of the leading file, and puts that file
/// first. The leading file is the one in the language published first. If nothing is published yet,
/// it is the first file that names the data's holder.
async fn lead(store: &Store, files: &mut [(PathBuf, File)]) -> Result<(), Error> {
    let mut faults = Vec::new();
    for slug in slugs(files) {
        let of_slug = |file: &File| matches!(file, File::Declaration(file) if file.slug == slug);
        let published = store.declaration(&slug).await.map_err(|error| {
            let file = files.iter().find(|(_, file)| of_slug(file));
            let file = file.map(|(path, _)| path.clone()).unwrap_or_default();
            Error::Store { file, error }
        })?;
        let leads = |file: &File| match (file, &published) {
            (File::Declaration(file), Some(known)) => file.lang == known.lang,
            (File::Declaration(file), None) => language_versions::can_lead(file),
            (File::List(_), _) => false,
        };
        let mut place = files
            .iter()
            .position(|(_, file)| of_slug(file) && leads(file));
        if place.is_none() && published.is_none() {
            place = files.iter().position(|(_, file)| of_slug(file));
        }
        let leader = place.and_then(|place| Some((place, files.get(place)?)));
        let settings = match (&leader, &published) {
            (Some((_, (path, File::Declaration(file)))), _) => {
                faults.extend(told(path, &language_versions::missing(file)));
                Settings::of_file(file, path.display().to_string())
            }
            (_, Some(known)) => Settings::of_published(known),
            (_, None) => continue,
        };
        for (path, file) in files.iter_mut() {
            if let File::Declaration(file) = file
                && file.slug == slug
            {
                faults.extend(told(path, &settings.complete(file)));
            }
        }
        if let Some(place) = place {
            files[..=place].rotate_right(1);
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    faults.dedup();
    Err(Error::Faulty(faults))
}

/// The slugs of the declarations among the files, each once.
fn slugs(files: &[(PathBuf, File)]) -> Vec<String> {
    let mut slugs: Vec<String> = Vec::new();
    for (_, file) in files {
        if let File::Declaration(file) = file
            && !slugs.contains(&file.slug)
        {
            slugs.push(file.slug.clone());
        }
    }
    slugs
}

fn told(path: &Path, faults: &[FileError]) -> Vec<String> {
    let line = |fault: &FileError| format!("{}:{}: {}", path.display(), fault.line, fault.expected);
    faults.iter().map(line).collect()
}

fn said(published: Published, hash: &str) -> String {
    match published {
        Published::New if hash.is_empty() => "new".to_owned(),
        Published::New => format!("new, version 1, text {hash}"),
        Published::Language => format!("new language, version 1, text {hash}"),
        Published::Changed { version } => {
            format!("text changed, now version {version}, text {hash}")
        }
        Published::Settings => "settings changed".to_owned(),
        Published::Unchanged => "unchanged".to_owned(),
        Published::Back => "back on the web".to_owned(),
        Published::Deleted => "deleted".to_owned(),
    }
}

fn read(paths: &[PathBuf]) -> Result<Vec<(PathBuf, File)>, Vec<String>> {
    let mut files: Vec<(PathBuf, File)> = Vec::new();
    let mut faults = Vec::new();
    for path in paths {
        match read_one(path) {
            Err(more) => faults.extend(more),
            Ok(file) => match files.iter().find(|(_, other)| same_thing(other, &file)) {
                Some((other, _)) => faults.push(format!(
                    "{}:1: expected a slug other than {}{}, which {} already uses",
                    path.display(),
                    file.slug(),
                    language(&file),
                    other.display()
                )),
                None => files.push((path.clone(), file)),
            },
        }
    }
    if faults.is_empty() {
        Ok(files)
    } else {
        Err(faults)
    }
}

fn read_one(path: &Path) -> Result<File, Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        vec![format!(
            "{}:1: expected a readable text file: {error}",
            path.display()
        )]
    })?;
    file::parse(&text).map_err(|faults| told(path, &faults))
}

fn same_thing(one: &File, other: &File) -> bool {
    match (one, other) {
        (File::Declaration(one), File::Declaration(other)) => {
            one.slug == other.slug && one.lang.eq_ignore_ascii_case(&other.lang)
        }
        (File::List(one), File::List(other)) => one.slug == other.slug,
        _ => false,
    }
}
