-- Reservations on numbered principles: with an attempt as it was typed, with a signature as rows, so
-- that they can be counted. They go when their signature goes.

alter table pending_signatures add column reservations text; -- JSON array of {principle, note}, or null

create table reservations (
    signature text not null references signatures (id) on delete cascade,
    slug      text not null,
    principle bigint not null,
    note      text not null,                 -- plain text, empty where nothing was said
    primary key (signature, principle)
);
create index reservations_counted on reservations (slug, principle);
