-- Running counts for pages, updated in the transaction of what they count: reading them costs the
-- same however many have signed. Visible names have their own index, without hidden ones.

create table signature_tallies (
    slug       text not null,
    text_lang  text not null,
    version    bigint not null,
    kind       text not null,
    visibility text not null,
    count      bigint not null,
    primary key (slug, text_lang, version, kind, visibility)
);
insert into signature_tallies (slug, text_lang, version, kind, visibility, count)
    select slug, text_lang, version, kind, visibility, count(*) from signatures
    group by slug, text_lang, version, kind, visibility;

create table reservation_tallies (
    slug      text not null,
    principle bigint not null,
    count     bigint not null,
    primary key (slug, principle)
);
insert into reservation_tallies (slug, principle, count)
    select slug, principle, count(*) from reservations group by slug, principle;

create index signatures_shown on signatures (slug, confirmed_at, id) where visibility <> 'hidden';
create index signatures_shown_of on signatures (slug, kind, confirmed_at, id) where visibility <> 'hidden';
drop index signatures_newest;
drop index signatures_organisations;
