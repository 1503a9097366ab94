-- Which of the operator's keys has sealed addresses and postcodes. From here on the columns email,
-- postcode, recipient and payload hold sealed values, and email_key and refusal_hash keyed hashes.
-- What stood there in clear is sealed by the server when it first opens the database.

create table data_keys (
    key_id    text primary key,      -- derived from the key; sealed values name it
    lookup    text not null,         -- the key of the keyed hashes, sealed with this key
    status    text not null          -- sealing: plain values may be left; next: a rotation is under way; current
);
