-- The whole schema, in SQL that both SQLite and PostgreSQL accept: columns hold text, bigint or
-- bytea, and the server makes the ids. A time (…_at) is in Unix milliseconds, UTC; a flag is 0 or 1;
-- a hash is SHA-256 in hexadecimal; a language is a BCP 47 tag. Nothing is released yet, so this file
-- is edited; from the first release on, every change is a new file.
--
-- email, postcode, recipient and payload are encrypted. email_key, person, mailbox, limited_by, signer
-- and suppression_hash are keyed hashes of the canonical address, or of what includes it: enough to
-- recognise a person, not to name one. The keys depend on the operator's key (data_keys).

-- Declarations ----------------------------------------------------------------------------------
-- A declaration, with what all of its languages share.
create table declarations (
    slug text primary key,
    lang text not null,                  -- of the text published first
    organisers text not null, contact text not null,
    address text,                        -- the data holder's postal address
    privacy text,                        -- the data holder's notice: text, or the URL of a page
    goal bigint,                         -- in signatures
    opens_at bigint, closes_at bigint,
    keep_until bigint,                   -- when contacts are erased; null keeps them for good
    sites text not null,                 -- JSON array of origins, or ["*"]
    count bigint not null default 0,     -- confirmed signatures; changed in their transaction
    created_at bigint not null, updated_at bigint not null,
    closed_at bigint,                    -- closed by command, whatever its file says
    unpublished_at bigint,               -- off the web; everything is kept
    deleted_at bigint                    -- its people are erased; the row stops the slug from new use
);

-- A declaration's text in one language, in its newest version.
create table declaration_texts (
    slug text not null references declarations (slug), lang text not null,
    title text not null, text_hash text not null,
    drafted_by text not null,            -- JSON array of names
    meeting text,                        -- JSON {name, date?, place?}: what it was prepared for
    version bigint not null,             -- what new signatures are bound to; each language counts its own
    published_at bigint not null,        -- when this language was first published
    unpublished_at bigint,               -- the language is off the web; its signatures stay
    primary key (slug, lang)
);

-- A version of a text, as it was published.
create table declaration_versions (
    slug text not null references declarations (slug), lang text not null, version bigint not null,
    text_hash text not null,             -- of the canonical text
    title text not null, published_at bigint not null,
    source text not null,                -- the Markdown body
    primary key (slug, lang, version)
);

-- What was chosen for the signatures of one version when a later one was published.
create table text_changes (
    id text primary key,                 -- slug/lang/from/to
    slug text not null, lang text not null, from_version bigint not null, to_version bigint not null,
    kind text not null,                  -- correction, change
    difference text not null,            -- JSON, what emails and the page behind their link show
    chosen_at bigint not null
);
create index text_changes_of on text_changes (slug, lang, to_version);

-- How often a network was used to share a declaration on one day. No visitor is recorded.
create table shares (
    declaration text not null,           -- empty for a page without one
    network text not null, count bigint not null,
    day text not null,                   -- ISO 8601 date, UTC
    primary key (declaration, network, day)
);

-- Lists -----------------------------------------------------------------------------------------
-- An email list; columns named as in declarations mean the same.
create table lists (
    slug text primary key, lang text not null, title text not null,
    description text not null,           -- Markdown
    organisers text not null, contact text not null, address text, privacy text,
    topics text not null,                -- JSON array of {id, label}
    sites text not null,
    keep_unsubscribed_days bigint not null, -- until the daily job erases unsubscribed people
    created_at bigint not null, updated_at bigint not null, unpublished_at bigint, deleted_at bigint
);

-- Attempts --------------------------------------------------------------------------------------
-- An attempt to sign: what a person typed, until its email is answered or it expires. A signature that
-- is held for the organisers stays here, so that no query on signatures could count it. A reminder is
-- an attempt of its own, with its own link and code.
create table pending_signatures (
    id text primary key, slug text not null references declarations (slug),
    text_lang text not null, version bigint not null, -- the text that was shown
    kind text not null,                  -- person, organisation
    name text not null, email text not null, email_key text not null, postcode text, role text,
    organisation text,                   -- what signs, or a person's own
    visibility text not null,            -- full, initials, hidden
    updates bigint not null,             -- whether the person asked for updates
    reservations text,                   -- JSON array of {principle, note}, or null
    lookalike text,                      -- whose name it is and why, as "organisation:mixed_scripts"
    lang text not null,                  -- of the form, and of its emails
    page_url text not null, site text not null, -- origin of the page; empty on the server's own pages
    wording_hash text, updates_wording_hash text, -- the consent wordings that the form showed
    token_hash text,                     -- of the link; null if no email was written
    epoch bigint not null default 0,     -- link and code derive from it; increased with a new address
    fresh_codes bigint not null default 0, -- codes voided by too many guesses
    code_at bigint not null,             -- when this code was made; an earlier email has another
    code_tries bigint not null default 0, -- wrong codes typed, whether or not an email was written
    asked_at bigint not null,            -- when an email was last requested
    reminder bigint not null default 0,  -- its number; 0 for a visitor's own attempt
    reminds text,                        -- the attempt that it reminds of, where its code works too
    held text, held_at bigint,           -- mailbox, organisation, duplicate_organisation; null if not held
    mailbox_slot bigint not null default 1, -- this and the next three as in signatures
    verified_by text, verified_domain text, verified_at bigint,
    created_at bigint not null, expires_at bigint not null, confirmed_at bigint
);
create unique index pending_signatures_token on pending_signatures (token_hash);
create index pending_signatures_person on pending_signatures (email_key, slug);
create index pending_signatures_emailed on pending_signatures (email_key, created_at) where token_hash is not null;
create index pending_signatures_expiry on pending_signatures (expires_at, id);
create index pending_signatures_held on pending_signatures (held_at, id) where held is not null;
create index pending_signatures_reminds on pending_signatures (reminds) where reminds is not null;

-- An attempt to sign that the organisers took down before it was confirmed: the whole row, to be
-- restored unchanged until it expires. In a table of its own, so that no query on pending_signatures
-- could confirm, remind or approve it.
create table withdrawn_attempts (
    id text primary key, slug text not null references declarations (slug),
    text_lang text not null, version bigint not null, kind text not null,
    name text not null, email text not null, email_key text not null, postcode text,
    organisation text, role text, visibility text not null, updates bigint not null,
    reservations text, lookalike text, lang text not null, site text not null, page_url text not null,
    wording_hash text, updates_wording_hash text, token_hash text, epoch bigint not null,
    fresh_codes bigint not null, code_at bigint not null, code_tries bigint not null,
    asked_at bigint not null, reminder bigint not null, reminds text, held text, held_at bigint,
    mailbox_slot bigint not null, verified_by text, verified_domain text, verified_at bigint,
    created_at bigint not null, expires_at bigint not null, confirmed_at bigint,
    withdrawn_at bigint not null,
    reason text not null                 -- what the organisers told the signatory
);
create index withdrawn_attempts_person on withdrawn_attempts (email_key, slug);
create index withdrawn_attempts_expiry on withdrawn_attempts (expires_at, id);

-- An attempt to subscribe; columns named as in pending_signatures mean the same.
create table pending_subscriptions (
    id text primary key, slug text not null references lists (slug),
    name text, email text not null, email_key text not null, postcode text,
    topics text not null,                -- JSON array of topic ids
    lang text not null, site text not null, page_url text not null, wording_hash text,
    token_hash text, epoch bigint not null default 0, fresh_codes bigint not null default 0,
    code_at bigint not null, code_tries bigint not null default 0, asked_at bigint not null,
    reminder bigint not null default 0, reminds text,
    created_at bigint not null, expires_at bigint not null, confirmed_at bigint
);
create unique index pending_subscriptions_token on pending_subscriptions (token_hash);
create index pending_subscriptions_person on pending_subscriptions (email_key, slug);
create index pending_subscriptions_emailed on pending_subscriptions (email_key, created_at) where token_hash is not null;
create index pending_subscriptions_expiry on pending_subscriptions (expires_at, id);
create index pending_subscriptions_reminds on pending_subscriptions (reminds) where reminds is not null;

-- Signatures ------------------------------------------------------------------------------------
-- A signature that counts: one for each person or organisation and declaration. It keeps the id of its
-- attempt, and what the columns of pending_signatures mean.
create table signatures (
    id text primary key, slug text not null references declarations (slug),
    text_lang text not null, version bigint not null, kind text not null, name text not null,
    email text not null,                 -- empty after the retention period
    email_key text not null, postcode text, organisation text, role text, visibility text not null,
    updates bigint not null, lookalike text, lang text not null, site text not null,
    page_url text not null,              -- without parameters that identify its reader
    mailbox_slot bigint not null default 1, -- which of the mailbox's signers it is: 1, 2, …
    verified_by text,                    -- email, dns, file, organisers; all three null for a person
    verified_domain text,                -- null if the organisers approved it
    verified_at bigint, confirmed_at bigint not null,
    signed_at bigint not null            -- when the form was sent
);
create unique index signatures_person on signatures (email_key, slug, mailbox_slot);
create index signatures_versions on signatures (slug, text_lang, version, id);
create index signatures_lookalikes on signatures (confirmed_at, id) where lookalike is not null;
create index signatures_shown on signatures (slug, confirmed_at, id) where visibility <> 'hidden';
create index signatures_shown_of on signatures (slug, kind, confirmed_at, id) where visibility <> 'hidden';

-- A signature's reservation on a principle.
create table reservations (
    signature text not null references signatures (id) on delete cascade,
    slug text not null, principle bigint not null,
    note text not null,                  -- plain text, empty if none was given
    primary key (signature, principle)
);
create index reservations_counted on reservations (slug, principle);

-- A version that a signature was bound to before, with the hashes of both texts.
create table signature_bindings (
    signature text not null references signatures (id) on delete cascade,
    from_version bigint not null, from_hash text not null, to_version bigint not null, to_hash text not null,
    kind text not null,                  -- correction, renewal
    bound_at bigint not null,
    primary key (signature, to_version)
);

-- A request to renew a signature. Its link works as long as the signature exists.
create table renewals (
    token_hash text primary key,
    signature text not null references signatures (id) on delete cascade,
    change_id text not null references text_changes (id), to_version bigint not null,
    asked_at bigint not null, renewed_at bigint
);
create unique index renewals_once on renewals (signature, to_version);

-- A signature that its signatory withdrew or the organisers took down, in a table of its own, so that
-- no query on signatures could count it.
create table withdrawn_signatures (
    id text primary key, slug text not null references declarations (slug),
    text_lang text not null, version bigint not null, kind text not null,
    name text not null, email text not null, email_key text not null, postcode text,
    organisation text, role text, visibility text not null, updates bigint not null,
    reservations text,                   -- JSON array of {principle, note}, or null
    bindings text,                       -- JSON array of the rows of signature_bindings, or null
    lookalike text, lang text not null, site text not null, page_url text not null,
    verified_by text, verified_domain text, verified_at bigint,
    signed_at bigint not null, confirmed_at bigint not null, withdrawn_at bigint not null,
    withdrawn_by text not null,          -- signer, or organisers, who may restore it
    reason text                          -- what the organisers told the signatory
);
create index withdrawn_signatures_person on withdrawn_signatures (email_key, slug);

-- A name from one of its words on, as a search may begin: organisations' names, and names shown in
-- full (domain/signatures/name_search.rs). Bytes, because PostgreSQL's collations order text in their
-- own ways.
create table signature_names (
    slug text not null, rank bigint not null, -- 0 for organisations, 1 for people
    folded bytea not null,               -- UTF-8
    signature text not null references signatures (id) on delete cascade,
    primary key (slug, rank, folded, signature)
);
create index signature_names_of on signature_names (signature);

-- An organisation that counts, by its folded name, so that a duplicate is held. A hash, because index
-- keys are limited in size, and only equality is tested (domain/signatures/duplicate_organisation.rs).
create table organisation_names (
    name_hash text not null, slug text not null,
    signature text not null references signatures (id) on delete cascade,
    primary key (name_hash, slug, signature)
);
create index organisation_names_of on organisation_names (signature);

-- A running count of signatures, changed in their transaction: reading it costs the same however many
-- have signed.
create table signature_tallies (
    slug text not null, text_lang text not null, version bigint not null, kind text not null,
    visibility text not null, count bigint not null,
    primary key (slug, text_lang, version, kind, visibility)
);

-- A running count of the reservations on a principle.
create table reservation_tallies (
    slug text not null, principle bigint not null, count bigint not null,
    primary key (slug, principle)
);

-- The link to the page of a signature, one for each email to its signatory. It works as long as the
-- signature is kept.
create table manage_links (
    token_hash text primary key, slug text not null references declarations (slug),
    attempt text not null,               -- the attempt or signature that the email is about
    email_key text not null, created_at bigint not null,
    lang text not null,                  -- of the email
    signer text not null                 -- which of the mailbox's signers
);
create index manage_links_person on manage_links (email_key, slug);
create index manage_links_attempt on manage_links (attempt);

-- A table of signatures on paper, typed from signing sheets. They are counted apart from those online,
-- and the names stay on the sheets.
create table paper_imports (
    id text primary key, slug text not null references declarations (slug), file_hash text not null,
    entered_by text not null,            -- who ran the import, as they stated
    started_at bigint not null,
    finished_at bigint,                  -- null while it runs, or if it was interrupted
    added bigint not null default 0      -- new lines; changed with them
);
create unique index paper_imports_file on paper_imports (slug, file_hash);

-- A line of a signing sheet that was counted, so that it is not counted twice.
create table paper_signatures (
    slug text not null references declarations (slug),
    sheet text not null, line bigint not null, -- the code printed on the sheet, and its line
    text_lang text not null, version bigint not null, -- the text the sheet was printed with
    import_id text not null references paper_imports (id),
    primary key (slug, sheet, line)
);

-- Subscriptions ---------------------------------------------------------------------------------
-- A place on a list, one for each mailbox; an unsubscribed person is kept for some days. Columns named
-- as in pending_signatures mean the same.
create table subscriptions (
    id text primary key, slug text not null references lists (slug),
    name text, email text not null, email_key text not null, postcode text,
    topics text not null,                -- JSON array of topic ids
    lang text not null, site text not null, page_url text not null,
    subscribed_at bigint not null,       -- when the form was sent
    confirmed_at bigint not null, unsubscribed_at bigint
);
create unique index subscriptions_person on subscriptions (email_key, slug);
create index subscriptions_unsubscribed on subscriptions (slug, unsubscribed_at, id) where unsubscribed_at is not null;

-- The unsubscribe link in an email about a list. It works as long as the person is kept.
create table unsubscribe_links (
    token_hash text primary key, slug text not null references lists (slug),
    email_key text not null, created_at bigint not null
);
create index unsubscribe_links_person on unsubscribe_links (email_key, slug);

-- Mail ------------------------------------------------------------------------------------------
-- A queued email. Once it is sent, or some days after it was given up, recipient and payload are emptied.
create table outbox (
    id text primary key,                 -- also the Message-ID, so mail programs can drop duplicates
    attempt text,                        -- what it is about, or null; disowning that stops the email
    kind text not null, priority bigint not null, -- see MessageKind; 0 code, 1 organiser, 2 reminder, 3 mailing
    recipient text not null, payload text not null, -- JSON, the data that the text is made from
    status text not null,                -- waiting, sent, failed, held (in a restored copy)
    mailbox text not null, limited_by text not null, -- for the limits: of the recipient; of address, signer, subject
    tries bigint not null default 0, next_try_at bigint not null,
    lease_until bigint,                  -- while it is claimed: the end of the lease, as next_try_at
    last_error text,                     -- the mail server's reply, without addresses, and what it is about:
    fault text not null default '',      -- reply, unreachable, refused (us) or recipient
    created_at bigint not null, due_at bigint not null, -- due when the limits allow; given up three days later
    done_at bigint                       -- when it was sent or given up
);
create index outbox_next on outbox (priority, next_try_at, id) where status = 'waiting';
create index outbox_leases on outbox (lease_until) where lease_until is not null;
create index outbox_faults on outbox (status, fault, next_try_at) where last_error is not null;
create index outbox_sent on outbox (done_at, id) where status = 'sent';
create index outbox_failed on outbox (done_at, id) where status = 'failed' and payload <> '';
create index outbox_emptied on outbox (done_at, id) where status = 'failed' and payload = '';
create index outbox_held on outbox (id) where status = 'held';
create index outbox_attempt on outbox (attempt) where attempt is not null;
create index outbox_mailbox on outbox (mailbox, due_at);

-- Privacy ---------------------------------------------------------------------------------------
-- A consent wording that a form has shown, once in each language.
create table consent_wordings (
    wording_hash text primary key, lang text not null, wording text not null, first_shown_at bigint not null
);

-- A record of the consent ledger: what was agreed to, or what followed. Rows are only added, which
-- triggers enforce (the server makes them, because each engine has its own syntax) and a chain of
-- hashes shows.
create table consents (
    number bigint primary key,           -- 1, 2, 3 …
    person text not null, at bigint not null,
    about text not null,                 -- signature/SLUG or subscription/SLUG
    signature text not null,             -- its id; empty for a list, or for the whole mailbox
    event text not null,                 -- signed, updates, subscribed, … (ConsentEvent)
    wording_hash text not null,          -- empty if no wording was agreed to
    lang text not null,                  -- of the form
    text_hash text not null,             -- of the declaration's text; empty for a list
    site text not null, page_url text not null, -- as in signatures
    message_id text not null,            -- of the email that confirmed, without its host
    hash text not null                   -- of the previous row's hash and this row
);
create index consents_person on consents (person, number);
-- Endings, for the erasure log, which outlives the database.
create index consents_ends on consents (number) where event in ('erased', 'disowned', 'rejected', 'unsubscribed');

-- An address that said "it wasn't me": it gets no more emails about anything.
create table suppressions (
    suppression_hash text primary key,
    suppressed_at bigint not null,       -- the link that lifts it derives from it
    lifted_at bigint                     -- by the mailbox's owner; null while it is in force
);

-- An exported file. It tells an organiser who erases a person which files still contain them, but not
-- who received it.
create table exports (
    id text primary key, made_at bigint not null, people bigint not null,
    what text not null,                  -- person (everything about one), names/SLUG, updates/SLUG or list/SLUG
    person text                          -- for a file about one person
);
create index exports_person on exports (person, made_at);

-- Operating -------------------------------------------------------------------------------------
-- A key of the operator that encrypts values here.
create table data_keys (
    key_id text primary key,             -- derived from the key; encrypted values name it
    lookup text not null,                -- the key of the keyed hashes, encrypted with this key
    status text not null                 -- current, or next: a rotation to it is in progress
);

-- The response to a write, kept in case the network loses it.
create table idempotency_keys (
    key text primary key,                -- a hash of route and Idempotency-Key
    body_hash text not null, created_at bigint not null,
    answer text not null                 -- JSON
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- When a server last did its housekeeping by a time that it trusted, and when it last tried whether
-- commits succeed.
create table heartbeats (name text primary key, at bigint not null); -- name: clock, try

-- A pinned loader that a server of this database has served: tags in other sites' pages refer to it
-- by its hash for ever.
create table loaders (
    hash text primary key,               -- as in its URL: the first half of the script's
    script text not null, first_seen bigint not null
);
