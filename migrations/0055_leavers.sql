-- How many days unsubscribed people are kept before the daily job erases them.

alter table lists add column keep_left_days bigint not null default 30;
