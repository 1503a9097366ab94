-- Lookalike names, for the organiser to review: person or organisation, and why.

alter table pending_signatures add column suspicion text; -- as "organisation:mixed_scripts", or null
alter table signatures add column suspicion text;
create index signatures_suspicious on signatures (confirmed_at, id) where suspicion is not null;
