//! Reads the files to publish, checks their slugs, and gives the languages of a declaration their
//! common settings.

use std::path::{Path, PathBuf};

use widgets::wire::ConfirmedKind;

use super::{Error, language};
use crate::domain::declarations::file::{self, File};
use crate::domain::declarations::front_matter::FileError;
use crate::domain::declarations::language_versions::{self, Settings};
use crate::store::Store;

/// Every file as it is to be published, in the order in which they are.
pub(super) async fn read_to_publish(
    store: &Store,
    paths: &[PathBuf],
) -> Result<Vec<(PathBuf, File)>, Error> {
    let mut files = read(paths).map_err(Error::Faulty)?;
    refuse_former_slugs(store, &files).await?;
    lead(store, &mut files).await?;
    Ok(files)
}

/// Every file, or a line for each fault.
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

/// A former slug leads to what has a new one, so a file must not say otherwise.
async fn refuse_former_slugs(store: &Store, files: &[(PathBuf, File)]) -> Result<(), Error> {
    let mut faults = Vec::new();
    for (path, file) in files {
        let (kind, named) = match file {
            File::Declaration(_) => (ConfirmedKind::Signature, "declaration"),
            File::List(_) => (ConfirmedKind::Subscription, "list"),
        };
        let now = store.declarations().slug_now(kind, file.slug()).await;
        let now = now.map_err(|error| Error::Store {
            file: path.clone(),
            error,
        })?;
        if let Some(now) = now.filter(|now| now != file.slug()) {
            let (path, slug) = (path.display(), file.slug());
            faults.push(format!(
                "{path}:1: expected the slug {now}: {named} {slug} was renamed to {now}"
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Faulty(faults))
    }
}

/// Gives every language of a declaration the settings of the leading file, and puts that file
/// first. The leading file is the one in the language published first. If nothing is published yet,
/// it is the first file that names the data's holder.
async fn lead(store: &Store, files: &mut [(PathBuf, File)]) -> Result<(), Error> {
    let mut faults = Vec::new();
    for slug in slugs(files) {
        let of_slug = |file: &File| matches!(file, File::Declaration(file) if file.slug == slug);
        let published = store.declarations().find(&slug).await.map_err(|error| {
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
