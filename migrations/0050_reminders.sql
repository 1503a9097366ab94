-- Letters that remind: each is an attempt of its own beside the first, with a link and a code.

alter table pending_signatures add column reminder bigint not null default 0;    -- which reminder; 0 for what a visitor sent
alter table pending_subscriptions add column reminder bigint not null default 0;
