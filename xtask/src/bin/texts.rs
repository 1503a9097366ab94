//! Writes the widgets' data for scripts into the given folder: their texts as the browser loads
//! them (`text-LANG.json`), and their style sheet (`style.css`), which the pinned loader includes.

use anyhow::{Context, Result};
use widgets::text::Text;

fn main() -> Result<()> {
    let folder = std::env::args().nth(1).context("usage: texts FOLDER")?;
    for lang in Text::LANGUAGES {
        let path = std::path::Path::new(&folder).join(format!("text-{lang}.json"));
        std::fs::write(&path, Text::of(lang).to_json())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    let path = std::path::Path::new(&folder).join("style.css");
    std::fs::write(&path, widgets::render::WHOLE_STYLE.as_str())
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}
