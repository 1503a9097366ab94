-- The consent ledger: what was agreed to, in which words, when, and what followed. Rows are
-- append-only, which triggers enforce (the server creates them, because each engine has its own
-- syntax) and a hash chain shows. A person is recorded only as a keyed hash.

-- The exact wordings, each stored once per language.
create table consent_words (
    words_hash text primary key,         -- SHA-256 of the wording, hexadecimal
    lang       text not null,
    words      text not null,
    first_at   bigint not null
);

create table consents (
    number     bigint primary key,       -- 1, 2, 3 …
    person     text not null,            -- keyed hash of the canonical address
    about      text not null,            -- signature/SLUG or subscription/SLUG
    deed       text not null,            -- signed, updates, joined, corrected, updates_ended, withdrawn, taken_down, restored, left, erased, refused, turned_away, expired
    words_hash text not null,            -- of the consent wording; empty if there was none
    lang       text not null,            -- the language of the form
    text_hash  text not null,            -- of the declaration's text; empty for a list
    site       text not null,
    page_url   text not null,
    letter     text not null,            -- the Message-ID of the email that confirmed, without its host
    at         bigint not null,
    hash       text not null             -- SHA-256 of the previous row and this one
);
create index consents_person on consents (person, number);

-- The wording shown to the visitor, until the email is answered.
alter table pending_signatures add column words_hash text;
alter table pending_signatures add column updates_hash text;
alter table pending_subscriptions add column words_hash text;
