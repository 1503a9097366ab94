-- The way back from a letter to the page where one signed. Set where that page's browser keeps the
-- attempt's id: the hash of what the letter's link hands to it.

alter table pending_signatures add column pass_hash text;
alter table pending_subscriptions add column pass_hash text;
create unique index pending_signatures_pass on pending_signatures (pass_hash) where pass_hash is not null;
create unique index pending_subscriptions_pass on pending_subscriptions (pass_hash) where pass_hash is not null;
