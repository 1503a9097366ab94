-- Letters that remind: each is an attempt of its own beside the first, with a link and a code.

alter table pending_signatures add column reminder bigint not null default 0;    -- which reminder; 0 for what a visitor sent
alter table pending_subscriptions add column reminder bigint not null default 0;
-- The attempt that it reminds of, whose screen its code may be typed on.
alter table pending_signatures add column reminds text;
alter table pending_subscriptions add column reminds text;
create index pending_signatures_reminds on pending_signatures (reminds) where reminds is not null;
create index pending_subscriptions_reminds on pending_subscriptions (reminds) where reminds is not null;
