-- Which of the operator's keys encrypts addresses and postcodes. From here on the columns email,
-- postcode, recipient and payload hold encrypted values, and email_key and refusal_hash hold keyed
-- hashes. The server encrypts plain-text values when it first opens the database.

create table data_keys (
    key_id    text primary key,      -- derived from the key; encrypted values name it
    lookup    text not null,         -- the key of the keyed hashes, encrypted with this key
    status    text not null          -- sealing: plain-text values may remain; next: a rotation is in progress; current
);
