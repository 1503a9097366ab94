-- The whole first schema, in SQL that SQLite and PostgreSQL both accept.
-- Columns hold text, integers and Unix milliseconds (UTC) only; ids are made by the server.
-- What a person typed lives in pending_* until the letter is answered, then in signatures or
-- subscriptions; letters wait in outbox. Released migrations are never edited.

create table declarations (
    slug        text primary key,
    lang        text not null,           -- of the text that was published first
    organisers  text not null,
    contact     text not null,
    address     text,                    -- postal, of who holds the data
    privacy     text,                    -- their notice: words, or the address of a page
    goal        bigint,
    opens_at    bigint,
    closes_at   bigint,
    sites       text not null,           -- JSON array of origins, or ["*"]
    count       bigint not null default 0, -- confirmed signatures; moved in the transaction that confirms
    created_at  bigint not null,
    updated_at  bigint not null,
    closed_at      bigint,               -- by command, whatever its file says
    unpublished_at bigint,               -- taken off the web; all of it is kept
    deleted_at     bigint                -- nobody is kept; the row keeps its slug from being given anew
);

-- One row a language; each counts its versions by itself.
create table declaration_texts (
    slug         text not null references declarations (slug),
    lang         text not null,          -- BCP 47
    title        text not null,
    drafted_by   text not null,          -- JSON array of names
    version      bigint not null,        -- the version new signatures are bound to
    text_hash    text not null,
    published_at bigint not null,        -- when this language first came
    unpublished_at bigint,               -- the language was taken back; what was signed in it stays
    primary key (slug, lang)
);

create table declaration_versions (
    slug         text not null references declarations (slug),
    lang         text not null,
    version      bigint not null,
    text_hash    text not null,          -- SHA-256 of the canonical text, hexadecimal
    title        text not null,
    source       text not null,          -- the Markdown body as published
    published_at bigint not null,
    primary key (slug, lang, version)
);

create table lists (
    slug        text primary key,
    lang        text not null,
    title       text not null,
    description text not null,           -- Markdown
    organisers  text not null,
    contact     text not null,
    address     text,
    privacy     text,
    topics      text not null,           -- JSON array of {id, label}
    sites       text not null,
    created_at  bigint not null,
    updated_at  bigint not null,
    unpublished_at bigint,
    deleted_at     bigint
);

-- One row a signing attempt; id is what the widget holds while it waits for the code.
create table pending_signatures (
    id           text primary key,
    slug         text not null references declarations (slug),
    text_lang    text not null,          -- the language of the text that was signed, and its version
    version      bigint not null,
    kind         text not null,
    name         text not null,
    email        text not null,
    email_key    text not null,          -- canonical form, for telling people apart
    postcode     text,
    organisation text,
    role         text,
    visibility   text not null,
    updates      bigint not null,
    lang         text not null,
    site         text not null,
    page_url     text not null,
    token_hash   text,                   -- null when no letter was sent for this attempt
    epoch        bigint not null default 0, -- link and code are made from the id and this; moved when the address is corrected
    fresh_codes  bigint not null default 0, -- codes that were guessed at too often
    code_at      bigint not null,        -- when this code was made; an email of an earlier time has another
    asked_at     bigint not null,        -- when an email was last asked for
    code_tries   bigint not null default 0, -- wrong codes typed, whether or not an email was sent
    created_at   bigint not null,
    expires_at   bigint not null,
    confirmed_at bigint
);
create unique index pending_signatures_token on pending_signatures (token_hash);
create index pending_signatures_person on pending_signatures (email_key, slug);
-- Letters are counted for every address; attempts without a letter need not be walked.
create index pending_signatures_letters on pending_signatures (email_key, created_at) where token_hash is not null;
create index pending_signatures_expiry on pending_signatures (expires_at);

-- Confirmed signatures only: one a person and declaration.
create table signatures (
    id           text primary key,
    slug         text not null references declarations (slug),
    text_lang    text not null,          -- the language of the text that was signed, and its version
    version      bigint not null,
    kind         text not null,
    name         text not null,
    email        text not null,
    email_key    text not null,
    postcode     text,
    organisation text,
    role         text,
    visibility   text not null,
    updates      bigint not null,
    lang         text not null,
    site         text not null,
    page_url     text not null,
    signed_at    bigint not null,
    confirmed_at bigint not null
);
create unique index signatures_person on signatures (email_key, slug);
create index signatures_newest on signatures (slug, confirmed_at, id);
create index signatures_organisations on signatures (slug, kind, confirmed_at, id);

create table pending_subscriptions (
    id           text primary key,
    slug         text not null references lists (slug),
    name         text,
    email        text not null,
    email_key    text not null,
    postcode     text,
    topics       text not null,          -- JSON array of topic ids
    lang         text not null,
    site         text not null,
    page_url     text not null,
    token_hash   text,
    epoch        bigint not null default 0, -- link and code are made from the id and this; moved when the address is corrected
    fresh_codes  bigint not null default 0, -- codes that were guessed at too often
    code_at      bigint not null,        -- when this code was made; an email of an earlier time has another
    asked_at     bigint not null,        -- when an email was last asked for
    code_tries   bigint not null default 0, -- wrong codes typed, whether or not an email was sent
    created_at   bigint not null,
    expires_at   bigint not null,
    confirmed_at bigint
);
create unique index pending_subscriptions_token on pending_subscriptions (token_hash);
create index pending_subscriptions_person on pending_subscriptions (email_key, slug);
create index pending_subscriptions_letters on pending_subscriptions (email_key, created_at) where token_hash is not null;
create index pending_subscriptions_expiry on pending_subscriptions (expires_at);

create table subscriptions (
    id             text primary key,
    slug           text not null references lists (slug),
    name           text,
    email          text not null,
    email_key      text not null,
    postcode       text,
    topics         text not null,
    lang           text not null,
    site           text not null,
    page_url       text not null,
    subscribed_at  bigint not null,
    confirmed_at   bigint not null,
    unsubscribed_at bigint
);
create unique index subscriptions_person on subscriptions (email_key, slug);

-- Ways off a list, one a letter that offers one; they work as long as the letter is kept.
create table unsubscribe_links (
    token_hash text primary key,
    slug       text not null references lists (slug),
    email_key  text not null,
    created_at bigint not null
);

-- Letters on their way. The payload is emptied once a letter is sent, and some days after it was given
-- up; until then it can be sent again.
create table outbox (
    id          text primary key,        -- also the Message-ID, so that a doubled letter is one letter
    attempt     text not null,           -- the pending row it is about; refusing that stops the letter
    letter      text not null,           -- which letter: confirm_signature, already_signed, ...
    recipient   text not null,           -- emptied with the payload
    payload     text not null,           -- JSON, what the letter's words are made from
    status      text not null,           -- waiting, sent, failed, held (in a restored copy)
    mailbox     text not null,           -- keyed hash of the canonical address: its emails are counted
    limited_by  text not null,           -- keyed hash of address, folded name and subject; empty where the mailbox's own holder caused it
    tries       bigint not null default 0,
    next_try_at bigint not null,
    lease_until bigint not null default 0,
    last_error  text,                    -- the server's words, never an address
    refused     bigint not null default 0, -- 1 while the mail server refuses us with it
    created_at  bigint not null,
    due_at      bigint not null,         -- since when it may go, by the limits of its address; it is given up three days later
    done_at     bigint
);
create index outbox_due on outbox (status, next_try_at);
create index outbox_attempt on outbox (attempt);
create index outbox_mailbox on outbox (mailbox, due_at);
create index outbox_held on outbox (next_try_at) where status = 'waiting' and due_at > created_at;
create index outbox_trouble on outbox (status, refused) where last_error is not null;

-- Addresses that said "it wasn't me": no further letters, whatever they are about.
create table refusals (
    refusal_hash text primary key,       -- keyed hash of the canonical address
    refused_at   bigint not null,        -- also the epoch of the way back: an earlier one ends with it
    ended_at     bigint                  -- when its mailbox took it back; null while it holds
);

-- The answer that was given to a write, for when the network swallowed it.
create table idempotency_keys (
    key        text primary key,         -- route and Idempotency-Key
    body_hash  text not null,
    answer     text not null,            -- JSON
    created_at bigint not null
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Signs of life: when a server last kept house by a time that it trusted, and when it last tried
-- whether commits are taken.
create table heartbeats (
    name text primary key,
    at   bigint not null
);

-- How often each network was used, a row a day; no visitor is in it.
create table shares (
    declaration text not null,           -- empty for a page without one
    network     text not null,
    day         text not null,           -- ISO 8601 date, UTC
    count       bigint not null,
    primary key (declaration, network, day)
);
