-- Files that were made of what is kept, so that whoever erases a person knows which files hold them
-- still: when, of what, of how many; to whom they were given is not known here.

create table exports (
    id      text primary key,
    made_at bigint not null,
    what    text not null,              -- person: all that is kept of one; names/, updates/ and list/ with a slug
    people  bigint not null,
    person  text                        -- keyed hash, of a file about one person
);
create index exports_person on exports (person, made_at);

-- What ends, for the list of it that outlives the database.
create index consents_ends on consents (number)
    where deed in ('erased', 'refused', 'turned_away', 'left');
