-- The ledger of consents: what was agreed to, in which words, when, and what became of it. Rows are
-- only added, which triggers hold (made by the server, since engines write them differently) and a
-- chain of hashes shows. Of a person there is a keyed hash and nothing else.

-- The very words, once a language and wording.
create table consent_words (
    words_hash text primary key,         -- SHA-256 of the words, hexadecimal
    lang       text not null,
    words      text not null,
    first_at   bigint not null
);

create table consents (
    number     bigint primary key,       -- 1, 2, 3 …
    person     text not null,            -- keyed hash of the canonical address
    about      text not null,            -- signature/SLUG or subscription/SLUG
    deed       text not null,            -- signed, updates, joined, corrected, updates_ended, withdrawn, taken_down, restored, left, erased, refused, expired
    words_hash text not null,            -- of what was agreed to; empty where nothing was
    lang       text not null,            -- the language of the form
    text_hash  text not null,            -- of the declaration's text; empty for a list
    site       text not null,
    page_url   text not null,
    letter     text not null,            -- the Message-ID of the letter that confirmed, without its host
    at         bigint not null,
    hash       text not null             -- SHA-256 of the row before it and of this one
);
create index consents_person on consents (person, number);

-- What stood before the visitor, until the letter is answered.
alter table pending_signatures add column words_hash text;
alter table pending_signatures add column updates_hash text;
alter table pending_subscriptions add column words_hash text;
