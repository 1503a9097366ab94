-- Reservations on numbered principles: as typed in an attempt, as rows that can be counted for a
-- signature. They are deleted with their signature.

alter table pending_signatures add column reservations text; -- JSON array of {principle, note}, or null

create table reservations (
    signature text not null references signatures (id) on delete cascade,
    slug      text not null,
    principle bigint not null,
    note      text not null,                 -- plain text, empty if no note was given
    primary key (signature, principle)
);
create index reservations_counted on reservations (slug, principle);
