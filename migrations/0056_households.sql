-- Which signature a consent was given with, for several people may sign from one mailbox. Empty for a
-- list, for what holds for the whole mailbox, and in records from before this.

alter table consents add column signature text not null default '';
