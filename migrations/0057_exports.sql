-- The register of exported files: when each was made, what it holds and of how many people, but not
-- who received it. It tells an organiser who erases a person which files still contain them.

create table exports (
    id      text primary key,
    made_at bigint not null,
    what    text not null,              -- person: everything kept about one; names/, updates/ and list/ with a slug
    people  bigint not null,
    person  text                        -- keyed hash, for a file about one person
);
create index exports_person on exports (person, made_at);

-- Endings, for the erasure log, which outlives the database.
create index consents_ends on consents (number)
    where deed in ('erased', 'refused', 'turned_away', 'left');
