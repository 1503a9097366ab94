//! The typefaces that print is set with, unpacked from the bundle when the first document is asked
//! for. How they are used is for `typeset/`.

use std::sync::LazyLock;

use super::{assets, error::Error, turns::Turn};
use crate::typeset::{Faces, Fault};

/// Those of one weight that pictures are set with too come from `assets.rs`.
const FILES: [&str; 14] = [
    "SourceSerif4_400Regular.ttf",
    "SourceSerif4_400Regular_Italic.ttf",
    "SourceSerif4_600SemiBold.ttf",
    "PublicSans_400Regular.ttf",
    "PublicSans_600SemiBold.ttf",
    "ScheherazadeNew_400Regular.ttf",
    "ScheherazadeNew_600SemiBold.ttf",
    "NotoSerifBengali_400Regular.ttf",
    "NotoSerifBengali_600SemiBold.ttf",
    "NotoSansGurmukhi_400Regular.ttf",
    "NotoSansGurmukhi_600SemiBold.ttf",
    "NotoSansHebrew_400Regular.ttf",
    "NotoSansHebrew_600SemiBold.ttf",
    "NotoEmoji_400Regular.ttf",
];

/// Sets a document, aside from what answers visitors, when it is its turn.
pub(super) async fn set<Set>(turn: Turn, set: Set) -> Result<Vec<u8>, Error>
where
    Set: FnOnce(&Faces) -> Result<Vec<u8>, Fault> + Send + 'static,
{
    let setting = turn.spend(move || {
        let faces = of_print().ok_or(Error::NotFound)?;
        set(faces).map_err(|fault| {
            tracing::error!(%fault, "a document cannot be printed");
            Error::Internal
        })
    });
    setting.await?
}

/// None when the server was built without its bundle. Takes a while the first time: not for what
/// answers visitors.
fn of_print() -> Option<&'static Faces> {
    static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
        let files: Option<Vec<_>> = FILES
            .into_iter()
            .chain(assets::SCRIPTS)
            .map(assets::unpacked)
            .collect();
        files.map(Faces::new)
    });
    FACES.as_ref()
}
