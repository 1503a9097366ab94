-- The name search index: names shown in full, and organisations' names. There is a row for each
-- word that a search may begin with: the folded name from that word on, so a search is one range of
-- the key. The column is bytea because each collation of PostgreSQL sorts text differently. The
-- server writes the rows (domain/signatures/name_search.rs), including those of earlier signatures.

create table signature_names (
    slug      text not null,
    rank      bigint not null,           -- 0 organisations, 1 people
    folded    bytea not null,            -- UTF-8
    signature text not null references signatures (id) on delete cascade,
    primary key (slug, rank, folded, signature)
);
create index signature_names_of on signature_names (signature);

-- 1 once its rows exist; 0 rebuilds them when a later version folds differently.
alter table signatures add column findable bigint not null default 0;
create index signatures_unfindable on signatures (id) where findable = 0;
