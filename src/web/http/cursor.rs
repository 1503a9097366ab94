//! The cursors of long lists of names, as they come back in a query.

use crate::web::error::Error;
use crate::{domain::signatures::name_search, store};

/// A cursor that we did not make is a malformed request, not an empty page.
pub(in crate::web) fn names(text: Option<&str>) -> Result<Option<store::Cursor>, Error> {
    text.map(|text| store::Cursor::parse(text).ok_or(Error::Malformed("cursor is not one of ours")))
        .transpose()
}

/// The same for the results of a name search.
pub(in crate::web) fn search(
    query: &name_search::Query,
    text: Option<&str>,
) -> Result<Option<store::Found>, Error> {
    text.map(|text| {
        store::Found::parse(text)
            .filter(|found| found.is_of(query))
            .ok_or(Error::Malformed("cursor is not one of ours"))
    })
    .transpose()
}
