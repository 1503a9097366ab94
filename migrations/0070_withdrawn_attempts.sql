-- Attempts to sign that the organisers took down before they were confirmed: whole rows, so that
-- each can be restored unchanged until it expires. They have a table of their own, so that no query
-- on pending_signatures could confirm, remind or approve one of them.

create table withdrawn_attempts as select * from pending_signatures where 1 = 0;
alter table withdrawn_attempts add column withdrawn_at bigint;
alter table withdrawn_attempts add column reason text; -- the organisers' reason
create unique index withdrawn_attempts_id on withdrawn_attempts (id);
create index withdrawn_attempts_person on withdrawn_attempts (email_key, slug);
create index withdrawn_attempts_expiry on withdrawn_attempts (expires_at);
