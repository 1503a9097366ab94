-- How an organisation was verified: letter (an answered email), dns, file (with the domain that
-- proves it) or organisers, who approved it; all null for people, and for signatures before this
-- migration.

alter table pending_signatures add column verified_by text;
alter table pending_signatures add column verified_domain text;
alter table pending_signatures add column verified_at bigint;
alter table signatures add column verified_by text;
alter table signatures add column verified_domain text;
alter table signatures add column verified_at bigint;
