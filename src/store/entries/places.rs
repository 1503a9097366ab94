//! Where the entries come from.

use crate::domain::time::DAY_MS;

/// A table whose rows have entries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(in crate::store) enum EntryPlace {
    Signatures,
    Withdrawn,
    /// Those that are held, or were when the organisers took them down.
    Attempts,
    Subscriptions,
}

/// The columns of an entry that depend on the table, `r`, in SQL. The numbers of states are those
/// that the schema lists.
struct EntryColumns {
    table: &'static str,
    /// Which of its rows have entries.
    condition: &'static str,
    state: &'static str,
    /// When that state began.
    since: &'static str,
}

/// As the schema numbers it.
const CONFIRMED_BY: &str =
    "case r.confirmed_by when 'code' then 1 when 'link' then 2 else 3 end as confirmed_by";

impl EntryPlace {
    pub(super) const ALL: [Self; 4] = [
        Self::Signatures,
        Self::Withdrawn,
        Self::Attempts,
        Self::Subscriptions,
    ];

    const fn columns(self) -> EntryColumns {
        match self {
            Self::Signatures => EntryColumns {
                table: "signatures",
                condition: "1 = 1",
                state: "1",
                since: "r.confirmed_at",
            },
            Self::Withdrawn => EntryColumns {
                table: "withdrawn_signatures",
                condition: "1 = 1",
                state: "case when r.withdrawn_by = 'signer' then 3 else 4 end",
                since: "r.withdrawn_at",
            },
            Self::Attempts => EntryColumns {
                table: "attempts",
                condition: "r.held is not null and r.state in ('held', 'withdrawn')",
                state: "case when r.state = 'held' then 2 else 4 end",
                since: "coalesce(r.withdrawn_at, r.held_at)",
            },
            Self::Subscriptions => EntryColumns {
                table: "subscriptions",
                condition: "1 = 1",
                state: "case when r.unsubscribed_at is null then 1 else 5 end",
                since: "coalesce(r.unsubscribed_at, r.confirmed_at)",
            },
        }
    }

    /// The entries of the rows with these ids, with the origin in place of the site's number.
    pub(super) fn entries(self) -> String {
        let EntryColumns {
            table,
            condition,
            state,
            since,
        } = self.columns();
        format!(
            "select r.subject, r.id, {since} / {DAY_MS} as day, r.site, r.lang, r.area, \
                 {state} as state, {CONFIRMED_BY} \
             from {table} r where {condition} and r.id in ({{in}})"
        )
    }

    /// Its rows from `$2` on, and whether one of the declaration or list `$1` has not the entry that it
    /// should have.
    pub(super) fn look_for_wrong(self) -> String {
        let EntryColumns {
            table,
            condition,
            state,
            since,
        } = self.columns();
        format!(
            "select r.id, r.site as origin, cast(case when r.subject = $1 and {condition} \
                     and not exists (select 1 from entries e \
                         where e.subject = r.subject and e.id = r.id and e.state = {state} \
                             and e.day = {since} / {DAY_MS}) \
                 then 1 else 0 end as bigint) as is_wrong \
             from {table} r where r.id > $2 order by r.id limit $3"
        )
    }
}

/// The entries of the declaration or list `$1` from `$2` on, and whether one has no row.
pub(super) fn look_for_orphans() -> String {
    let rows = EntryPlace::ALL.map(|place| {
        let EntryColumns {
            table, condition, ..
        } = place.columns();
        format!("not exists (select 1 from {table} r where r.id = e.id and {condition})")
    });
    format!(
        "select e.id, cast(null as text) as origin, cast(case when {} then 1 else 0 end as bigint) as is_wrong \
         from entries e where e.subject = $1 and e.id > $2 order by e.id limit $3",
        rows.join(" and ")
    )
}

/// Every statement that looks for wrong entries.
#[cfg(test)]
pub(in crate::store) fn statements() -> Vec<String> {
    let wrong = EntryPlace::ALL.map(EntryPlace::look_for_wrong);
    wrong.into_iter().chain([look_for_orphans()]).collect()
}
