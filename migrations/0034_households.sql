-- Two people may sign from one mailbox; whoever is one too many waits for the organisers, and so does
-- an organisation that nothing proves. They wait as attempts, so that nothing could count them.

alter table signatures add column seat bigint not null default 1; -- in their mailbox: 1, 2, …
alter table pending_signatures add column seat bigint not null default 1;
drop index signatures_person;
create unique index signatures_person on signatures (email_key, slug, seat);
drop index withdrawn_signatures_person;
create index withdrawn_signatures_person on withdrawn_signatures (email_key, slug);

alter table pending_signatures add column held text;              -- household, organisation; else null
alter table pending_signatures add column held_at bigint;
create index pending_signatures_held on pending_signatures (held_at, id) where held is not null;

-- Who signed, of several from one mailbox: a keyed hash. Null in letters of earlier versions.
alter table manage_links add column signer text;
