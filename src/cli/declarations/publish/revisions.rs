//! What a changed text does with the signatures under its earlier versions.

use std::time::Duration;

use crate::domain::declarations::difference;
use crate::domain::declarations::{DeclarationFile, Published, RevisionKind, TextVersion};
use crate::domain::id::Id;
use crate::store::{self, Step, Store};

/// Signatures carried over or asked about in one transaction, and the pause between two, which lets
/// other writers in.
const AT_ONCE: u32 = 50;
const PAUSE: Duration = Duration::from_millis(20);

/// Applies the choice for signatures under earlier versions. Returns what was done, as the end of a
/// line. The choice can also be made later, and repeating it changes nothing twice.
pub(super) async fn pass(
    store: &Store,
    file: &DeclarationFile,
    published: Published,
    revision: Option<RevisionKind>,
    now_ms: i64,
) -> Result<String, store::Error> {
    let versions = store
        .declarations()
        .versions(&file.slug, &file.lang)
        .await?;
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
        .declarations()
        .choose(
            &step,
            revision,
            serde_json::json!(changed).to_string(),
            now_ms,
        )
        .await?;
    let (mut done, mut after) = (0, Id::FIRST);
    loop {
        let last = match revision {
            RevisionKind::Correction => {
                let carried = store
                    .declarations()
                    .carry_over(&step, AT_ONCE, now_ms)
                    .await?;
                done += carried;
                (carried > 0).then_some(Id::FIRST)
            }
            RevisionKind::Change => {
                let asked = store
                    .declarations()
                    .ask_to_renew(&step, after, AT_ONCE, now_ms)
                    .await?;
                done += asked.emails;
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
