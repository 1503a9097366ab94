-- Reminders: each is a separate attempt beside the first, with its own link and code.

alter table pending_signatures add column reminder bigint not null default 0;    -- the reminder's number; 0 for a visitor's own attempt
alter table pending_subscriptions add column reminder bigint not null default 0;
-- The attempt that it is a reminder of; the reminder's code may be typed on that attempt's screen.
alter table pending_signatures add column reminds text;
alter table pending_subscriptions add column reminds text;
create index pending_signatures_reminds on pending_signatures (reminds) where reminds is not null;
create index pending_subscriptions_reminds on pending_subscriptions (reminds) where reminds is not null;
