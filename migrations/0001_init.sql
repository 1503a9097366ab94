-- The initial schema, in SQL that both SQLite and PostgreSQL accept. Columns hold only text,
-- integers and Unix milliseconds (UTC); the server makes the ids. What a person typed is in
-- pending_* until the email is answered, then in signatures or subscriptions; emails wait in
-- outbox. Released migrations are never edited.

create table declarations (
    slug        text primary key,
    lang        text not null,           -- of the text published first
    organisers  text not null,
    contact     text not null,
    address     text,                    -- postal address of the data holder
    privacy     text,                    -- the data holder's notice: text, or the URL of a page
    goal        bigint,
    opens_at    bigint,
    closes_at   bigint,
    sites       text not null,           -- JSON array of origins, or ["*"]
    count       bigint not null default 0, -- confirmed signatures; updated in the transaction that confirms
    created_at  bigint not null,
    updated_at  bigint not null,
    closed_at      bigint,               -- closed by command, whatever its file says
    unpublished_at bigint,               -- off the web; everything is kept
    deleted_at     bigint                -- all people are erased; the row stops the slug from being used again
);

-- One row per language; each has its own version numbers.
create table declaration_texts (
    slug         text not null references declarations (slug),
    lang         text not null,          -- BCP 47
    title        text not null,
    drafted_by   text not null,          -- JSON array of names
    version      bigint not null,        -- the version that new signatures are bound to
    text_hash    text not null,
    published_at bigint not null,        -- when this language was first published
    unpublished_at bigint,               -- language off the web; its signatures stay
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

-- One row per attempt to sign; the widget holds the id while it waits for the code.
create table pending_signatures (
    id           text primary key,
    slug         text not null references declarations (slug),
    text_lang    text not null,          -- the language of the signed text, and its version
    version      bigint not null,
    kind         text not null,
    name         text not null,
    email        text not null,
    email_key    text not null,          -- canonical form, for comparing people
    postcode     text,
    organisation text,
    role         text,
    visibility   text not null,
    updates      bigint not null,
    lang         text not null,
    site         text not null,
    page_url     text not null,
    token_hash   text,                   -- null if no email was sent for this attempt
    epoch        bigint not null default 0, -- link and code are derived from the id and this; increased when the address is corrected
    fresh_codes  bigint not null default 0, -- codes voided by too many guesses
    code_at      bigint not null,        -- when this code was made; an earlier email has a different one
    asked_at     bigint not null,        -- when an email was last requested
    code_tries   bigint not null default 0, -- wrong codes typed, whether or not an email was sent
    created_at   bigint not null,
    expires_at   bigint not null,
    confirmed_at bigint
);
create unique index pending_signatures_token on pending_signatures (token_hash);
create index pending_signatures_person on pending_signatures (email_key, slug);
-- Emails are counted for every address; this index skips attempts without one.
create index pending_signatures_letters on pending_signatures (email_key, created_at) where token_hash is not null;
create index pending_signatures_expiry on pending_signatures (expires_at);

-- Confirmed signatures only: one per person and declaration.
create table signatures (
    id           text primary key,
    slug         text not null references declarations (slug),
    text_lang    text not null,          -- the language of the signed text, and its version
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
    epoch        bigint not null default 0, -- link and code are derived from the id and this; increased when the address is corrected
    fresh_codes  bigint not null default 0, -- codes voided by too many guesses
    code_at      bigint not null,        -- when this code was made; an earlier email has a different one
    asked_at     bigint not null,        -- when an email was last requested
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

-- Unsubscribe links, one per email that contains one; they work as long as the email is kept.
create table unsubscribe_links (
    token_hash text primary key,
    slug       text not null references lists (slug),
    email_key  text not null,
    created_at bigint not null
);

-- Queued emails. The payload is emptied once the email is sent, or some days after it was given up;
-- until then it can be sent again.
create table outbox (
    id          text primary key,        -- also the Message-ID, so mail programs can drop duplicates
    attempt     text not null,           -- the pending row it is about; disowning that row stops the email
    letter      text not null,           -- which email: confirm_signature, already_signed, ...
    recipient   text not null,           -- emptied with the payload
    payload     text not null,           -- JSON, the data the email's text is made from
    status      text not null,           -- waiting, sent, failed, held (in a restored copy)
    mailbox     text not null,           -- keyed hash of the canonical address, for rate limits
    limited_by  text not null,           -- keyed hash of address, folded name and subject; empty if the mailbox's owner caused it
    tries       bigint not null default 0,
    next_try_at bigint not null,
    lease_until bigint not null default 0,
    last_error  text,                    -- the mail server's reply, without addresses
    refused     bigint not null default 0, -- 1 while the mail server rejects us rather than the recipient
    created_at  bigint not null,
    due_at      bigint not null,         -- when it may be sent under the address's limits; it is given up three days later
    done_at     bigint
);
create index outbox_due on outbox (status, next_try_at);
create index outbox_attempt on outbox (attempt);
create index outbox_mailbox on outbox (mailbox, due_at);
create index outbox_held on outbox (next_try_at) where status = 'waiting' and due_at > created_at;
create index outbox_trouble on outbox (status, refused) where last_error is not null;

-- Suppression list: addresses that said "it wasn't me" get no more emails about anything.
create table refusals (
    refusal_hash text primary key,       -- keyed hash of the canonical address
    refused_at   bigint not null,        -- also the epoch of the link that lifts it: an earlier link stops working
    ended_at     bigint                  -- when the mailbox's owner lifted it; null while it is in force
);

-- The stored answer to a write, in case the network lost it.
create table idempotency_keys (
    key        text primary key,         -- route and Idempotency-Key
    body_hash  text not null,
    answer     text not null,            -- JSON
    created_at bigint not null
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Health checks: when a server last did its housekeeping by a time that it trusted, and when it
-- last tried whether commits succeed.
create table heartbeats (
    name text primary key,
    at   bigint not null
);

-- How often each network was used, one row per day; no visitor is recorded.
create table shares (
    declaration text not null,           -- empty for a page without one
    network     text not null,
    day         text not null,           -- ISO 8601 date, UTC
    count       bigint not null,
    primary key (declaration, network, day)
);
