//! The columns that name the data holder of a declaration or list.

use crate::domain::privacy::holder::Holder;

#[derive(sqlx::FromRow)]
pub(in crate::store) struct HolderColumns {
    address: Option<String>,
    privacy: Option<String>,
}

impl From<HolderColumns> for Holder {
    fn from(columns: HolderColumns) -> Self {
        let HolderColumns { address, privacy } = columns;
        Self { address, privacy }
    }
}
