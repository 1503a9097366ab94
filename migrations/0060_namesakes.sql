-- Organisations by their folded name, so that one of a name that stands already waits for the
-- organisers. A hash, since indexes take no endless keys; equality is all that is asked.
-- Rows are made by the server (domain/namesake.rs), also those of signatures that were there before.

create table organisation_names (
    name_hash text not null,
    slug      text not null,
    signature text not null references signatures (id) on delete cascade,
    primary key (name_hash, slug, signature)
);
create index organisation_names_of on organisation_names (signature);

-- Those of an earlier version are brought with what they are found by; until then they are looked for.
update signatures set findable = 0 where kind = 'organisation' and findable <> 0;
create index signatures_unnamed on signatures (slug) where findable = 0 and kind = 'organisation';
