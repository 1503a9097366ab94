//! Tests counting paper signatures: which lines of which sheets were counted.

use std::collections::HashSet;

use undersigned::domain::hash;
use undersigned::store::PaperLine;

use crate::actions::{LATER, NOW, SLUG, campaign, count};
use crate::databases::TestDatabase;

fn line(sheet: &str, line: u32) -> PaperLine {
    PaperLine {
        sheet: sheet.to_owned(),
        line,
        lang: "en".to_owned(),
        version: 1,
    }
}

pub(crate) async fn a_paper_line_counts_once_and_separately_from_online_signatures(
    database: &TestDatabase,
) {
    let store = campaign(database).await;
    assert_eq!(store.signatures().paper_count(SLUG).await.unwrap(), 0);
    let file = hash::of_bytes(b"first file");
    let begin = || {
        store
            .signatures()
            .begin_paper_import(SLUG, &file, "Carys Thorne", NOW)
    };
    let import = begin().await.unwrap();
    let lines = [line("EN1-A", 1), line("EN1-A", 2), line("EN1-B", 1)];
    let added = store
        .signatures()
        .add_paper_lines(SLUG, import, &lines)
        .await;
    assert_eq!(added.unwrap(), 3);

    // An interrupted import that is resumed is the same import and counts nothing twice.
    let known = store.signatures().paper_import(SLUG, &file).await.unwrap();
    assert_eq!(known.unwrap().finished_at, None);
    assert_eq!(begin().await.unwrap(), import);
    let longer = [line("EN1-B", 1), line("EN1-B", 2)];
    let added = store
        .signatures()
        .add_paper_lines(SLUG, import, &longer)
        .await;
    assert_eq!(added.unwrap(), 1);
    store
        .signatures()
        .finish_paper_import(import, LATER)
        .await
        .unwrap();

    let known = store.signatures().paper_import(SLUG, &file).await.unwrap();
    let known = known.expect("it was imported");
    assert_eq!(known.finished_at, Some(LATER));
    assert_eq!(known.entered_by, "Carys Thorne");
    let sheets = HashSet::from(["EN1-B".to_owned(), "EN1-C".to_owned()]);
    let counted = store
        .signatures()
        .counted_lines(SLUG, sheets)
        .await
        .unwrap();
    let b = |line| ("EN1-B".to_owned(), line);
    assert_eq!(counted, HashSet::from([b(1), b(2)]));
    assert_eq!(store.signatures().paper_count(SLUG).await.unwrap(), 4);
    assert_eq!(count(&store).await, 0, "the count of screens is another");
}
