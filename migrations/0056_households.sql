-- Which signature a consent was given with, because several people may sign from one mailbox. Empty
-- for a list, for records about the whole mailbox, and for records from before this migration.

alter table consents add column signature text not null default '';
