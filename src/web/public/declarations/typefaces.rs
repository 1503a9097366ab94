//! The typefaces for printed documents, decompressed from the bundle when the first document is
//! requested. How they are used is in `crates/typeset/`.

use crate::bundle;
use std::sync::LazyLock;

use crate::web::error::Error;
use crate::web::http::work_slots::WorkSlot;
use typeset::{Faces, Fault};

/// The single-weight typefaces that pictures use too come from `web/embed/assets.rs`.
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

/// Typesets a document in its slot, apart from the threads that answer visitors.
pub(in crate::web) async fn set<Set>(slot: WorkSlot, set: Set) -> Result<Vec<u8>, Error>
where
    Set: FnOnce(&Faces) -> Result<Vec<u8>, Fault> + Send + 'static,
{
    let setting = slot.run(move || {
        let faces = of_print().ok_or(Error::NotFound)?;
        set(faces).map_err(|fault| {
            tracing::error!(%fault, "a document cannot be printed");
            Error::Internal
        })
    });
    setting.await?
}

/// `None` if the server was built without its bundle. Slow the first time, so it must not run on
/// the threads that answer visitors.
fn of_print() -> Option<&'static Faces> {
    static FACES: LazyLock<Option<Faces>> = LazyLock::new(|| {
        let files: Option<Vec<_>> = FILES
            .into_iter()
            .chain(bundle::SCRIPTS)
            .map(bundle::unpacked)
            .collect();
        files.map(Faces::new)
    });
    FACES.as_ref()
}
