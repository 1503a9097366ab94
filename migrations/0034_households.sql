-- Two people may sign from one mailbox; any further one is held for the organisers, and so is an
-- organisation without a verification. They are held as attempts, so that no query could count
-- them.

alter table signatures add column seat bigint not null default 1; -- slot in the mailbox: 1, 2, …
alter table pending_signatures add column seat bigint not null default 1;
drop index signatures_person;
create unique index signatures_person on signatures (email_key, slug, seat);
drop index withdrawn_signatures_person;
create index withdrawn_signatures_person on withdrawn_signatures (email_key, slug);

alter table pending_signatures add column held text;              -- household, organisation, namesake; null if not held
alter table pending_signatures add column held_at bigint;
create index pending_signatures_held on pending_signatures (held_at, id) where held is not null;

-- Which signatory of the mailbox, as a keyed hash. Null in emails of earlier versions.
alter table manage_links add column signer text;
