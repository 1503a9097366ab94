-- How long addresses and postcodes are kept: until this time, or for good if it is null. By
-- default, ninety days after closing, unless the declaration's file says otherwise.

alter table declarations add column keep_until bigint;
update declarations set keep_until = closes_at + 7776000000 where closes_at is not null; -- 90 days
