//! Types of columns. The driver that both engines share knows only text, integers and bytes, so
//! words, JSON and flags are stored as those; here they become the types that the domain uses.
//! Rows are read into structs that derive `sqlx::FromRow`, so that every column is read by its name.

use serde::de::DeserializeOwned;

use crate::domain::id::Id;
use crate::domain::keys::keyed_hash::KeyedHash;
use crate::domain::mail::message::MessageKind;
use crate::domain::signatures::verification::HoldReason;

/// A stored value that no version writes. The value is not named: it may be personal data.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("it holds what was never written there")]
pub(in crate::store) struct Corrupt;

/// A word for a variant of an enum of another crate.
pub(in crate::store) struct StoredWord(pub(in crate::store) String);

/// JSON, as text.
pub(in crate::store) struct Json(String);

/// 0 or another integer, for false and true.
pub(in crate::store) struct Flag(i64);

/// A number of rows.
pub(in crate::store) struct Count(pub(in crate::store) u64);

/// A hash that is stored as bytes, in hexadecimal.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(in crate::store) struct HexBytes(pub(in crate::store) String);

/// Has these types read as the type that the driver knows.
macro_rules! read_as {
    ($($column:ty, $read:ty, $from:expr;)*) => {$(
        impl sqlx::Type<sqlx::Any> for $column {
            fn type_info() -> sqlx::any::AnyTypeInfo {
                <$read as sqlx::Type<sqlx::Any>>::type_info()
            }

            fn compatible(info: &sqlx::any::AnyTypeInfo) -> bool {
                <$read as sqlx::Type<sqlx::Any>>::compatible(info)
            }
        }

        impl<'r> sqlx::Decode<'r, sqlx::Any> for $column {
            fn decode(
                value: sqlx::any::AnyValueRef<'r>,
            ) -> Result<Self, sqlx::error::BoxDynError> {
                let read = <$read as sqlx::Decode<'r, sqlx::Any>>::decode(value)?;
                let from: fn($read) -> Result<Self, $crate::store::engine::columns::Corrupt> =
                    $from;
                Ok(from(read)?)
            }
        }
    )*};
}
pub(in crate::store) use read_as;

read_as! {
    StoredWord, String, |word| Ok(Self(word));
    Json, String, |json| Ok(Self(json));
    Flag, i64, |number| Ok(Self(number));
    Count, i64, |number| u64::try_from(number).map(Self).map_err(|_| Corrupt);
    HoldReason, String, |word| Self::parse(&word).ok_or(Corrupt);
    MessageKind, String, |word| Self::parse(&word).ok_or(Corrupt);
    Id, Vec<u8>, |bytes| bytes.try_into().map(Self::from_bytes).map_err(|_| Corrupt);
    KeyedHash, Vec<u8>, |bytes| bytes.try_into().map(Self::from_bytes).map_err(|_| Corrupt);
    HexBytes, Vec<u8>, |bytes| Ok(Self(hex::encode(bytes)));
}

/// Has these types written as bytes.
macro_rules! write_as_bytes {
    ($($type:ty),*) => {$(
        impl<'q> sqlx::Encode<'q, sqlx::Any> for $type {
            fn encode_by_ref(
                &self,
                buffer: &mut <sqlx::Any as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <Vec<u8> as sqlx::Encode<'q, sqlx::Any>>::encode(self.bytes().to_vec(), buffer)
            }
        }
    )*};
}

write_as_bytes!(Id, KeyedHash);

impl From<HexBytes> for String {
    fn from(HexBytes(hex): HexBytes) -> Self {
        hex
    }
}

impl From<Flag> for bool {
    fn from(flag: Flag) -> Self {
        flag.0 != 0
    }
}

impl Json {
    pub(in crate::store) fn parse<T: DeserializeOwned>(&self) -> Result<T, Corrupt> {
        serde_json::from_str(&self.0).map_err(|_| Corrupt)
    }
}

impl<T: DeserializeOwned> TryFrom<Json> for Vec<T> {
    type Error = Corrupt;

    fn try_from(json: Json) -> Result<Self, Corrupt> {
        json.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Eq, PartialEq, sqlx::FromRow)]
    struct SampleRow {
        #[sqlx(try_from = "Json")]
        numbers: Vec<u32>,
        #[sqlx(try_from = "Flag")]
        open: bool,
        held: Option<HoldReason>,
    }

    async fn read(sql: &'static str) -> Result<SampleRow, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let pool = sqlx::AnyPool::connect("sqlite::memory:").await?;
        sqlx::query_as::<_, SampleRow>(sql).fetch_one(&pool).await
    }

    #[tokio::test]
    async fn columns_are_read_by_name_and_corrupt_ones_are_errors_without_their_value() {
        let row =
            read("select 1 as open, 'duplicate_organisation' as held, '[3, 4]' as numbers").await;
        let expected = SampleRow {
            numbers: vec![3, 4],
            open: true,
            held: Some(HoldReason::DuplicateOrganisation),
        };
        assert_eq!(row.expect("a row"), expected);
        let empty = read("select '[]' as numbers, null as held, 0 as open").await;
        assert_eq!(empty.expect("a row").held, None);
        for (column, sql) in [
            (
                "held",
                "select 1 as open, 'secret' as held, '[]' as numbers",
            ),
            (
                "numbers",
                "select 1 as open, null as held, '[\"secret\"]' as numbers",
            ),
        ] {
            let error = read(sql).await.expect_err("never written").to_string();
            assert!(error.contains(column), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
        let missing = read("select '[]' as numbers, 0 as open").await;
        let missing = missing.expect_err("a column is missing").to_string();
        assert!(missing.contains("held"), "{missing}");
    }
}
