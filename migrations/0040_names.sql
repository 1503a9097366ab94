-- Names that can be searched: those shown in full, and organisations'. A row for each word that a name
-- may be looked for by: the folded name from that word on, so that a search is one range of the key.
-- Bytes, since texts are in another order under each collation of PostgreSQL.
-- Rows are made by the server (domain/name_search.rs), also those of signatures that were there before.

create table signature_names (
    slug      text not null,
    rank      bigint not null,           -- 0 organisations, 1 people
    folded    bytea not null,            -- UTF-8
    signature text not null references signatures (id) on delete cascade,
    primary key (slug, rank, folded, signature)
);
create index signature_names_of on signature_names (signature);

-- 1 once its rows are there; 0 brings them anew, when a later version folds otherwise.
alter table signatures add column findable bigint not null default 0;
create index signatures_unfindable on signatures (id) where findable = 0;
