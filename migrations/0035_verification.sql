-- How an organisation was known to sign: letter, dns, file (with the domain that proves it) or
-- organisers, who let it in; all null for people, and for what was signed before this.

alter table pending_signatures add column verified_by text;
alter table pending_signatures add column verified_domain text;
alter table pending_signatures add column verified_at bigint;
alter table signatures add column verified_by text;
alter table signatures add column verified_domain text;
alter table signatures add column verified_at bigint;
