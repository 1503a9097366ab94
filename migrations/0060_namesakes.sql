-- Organisations by their folded name, to hold duplicate organisations. A hash, because index keys
-- are limited in size, and only equality is tested. The server writes the rows
-- (domain/signatures/namesake.rs), including those of earlier signatures.

create table organisation_names (
    name_hash text not null,
    slug      text not null,
    signature text not null references signatures (id) on delete cascade,
    primary key (name_hash, slug, signature)
);
create index organisation_names_of on organisation_names (signature);

-- Organisations from an earlier version get their rows with the name index; until then they are
-- found by this index.
update signatures set findable = 0 where kind = 'organisation' and findable <> 0;
create index signatures_unnamed on signatures (slug) where findable = 0 and kind = 'organisation';
