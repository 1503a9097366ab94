-- The whole schema, in SQL that both SQLite and PostgreSQL accept: columns hold text, bigint or
-- bytea, and the server makes the ids. A time (…_at) is in Unix milliseconds, UTC; a flag is 0 or 1;
-- a language is a BCP 47 tag. Nothing is released yet, so this file is edited; from the first release
-- on, every change is a new file.
--
-- An id of 16 bytes is a UUIDv7, made by the server from a time that it trusts: new rows are appended
-- to their tables, and an id tells the age of its row. A keyed hash has 16 bytes, a SHA-256 has 32.
-- Declarations and lists have small numbers. After `/*clustered*/` the engine keeps a table in the
-- order of its key, where it can (SQLite: without rowid).
--
-- email, postcode, recipient, payload and columns that say so are encrypted. person, signer and
-- suppression are keyed hashes of the canonical address, or of what includes it: enough to recognise a
-- person, not to name one. The keys depend on the operator's key (data_keys).

-- Declarations and lists ------------------------------------------------------------------------
-- What declarations and lists have in common.
create table subjects (
    id bigint primary key,               -- 1, 2, 3 …
    kind text not null,                  -- declaration, list
    slug text not null,                  -- may be changed; earlier ones are in former_slugs
    organisers text not null, contact text not null,
    address text,                        -- the data holder's postal address
    privacy text,                        -- the data holder's notice: text, or the URL of a page
    sites text not null,                 -- JSON array of origins, or ["*"]
    fields text not null,                -- JSON {name of a field of its form: off, optional, required}
    created_at bigint not null, updated_at bigint not null,
    unpublished_at bigint,               -- off the web; everything is kept
    deleted_at bigint,                   -- its people are erased; the row stops the slug from new use
    recounts bigint not null default 0   -- how often its daily_tallies were mended: by one server at a time
);
create unique index subjects_slug on subjects (kind, slug);

-- An earlier slug leads to its subject, and is never given to another.
create table former_slugs (
    kind text not null, slug text not null,
    subject bigint not null references subjects (id),
    renamed_at bigint not null,
    primary key (kind, slug)
);

-- A declaration, with what all of its languages share.
create table declarations (
    subject bigint primary key references subjects (id),
    lang text not null,                  -- of the text published first
    goal bigint,                         -- in signatures
    opens_at bigint, closes_at bigint,
    closed_at bigint,                    -- closed by command, whatever its file says
    keep_until bigint,                   -- when contacts are erased; null keeps them for good
    count bigint not null default 0      -- confirmed signatures; changed in their transaction
);

-- A declaration's text in one language, in its newest version.
create table declaration_texts (
    subject bigint not null references declarations (subject), lang text not null,
    title text not null,
    text_hash text not null,             -- SHA-256 of the canonical text, hexadecimal, as published
    drafted_by text not null,            -- JSON array of names
    meeting text,                        -- JSON {name, date?, place?}: what it was prepared for
    thanks text,                         -- JSON {text, url}: where people are led who have signed
    version bigint not null,             -- what new signatures are bound to; each language counts its own
    published_at bigint not null,        -- when this language was first published
    unpublished_at bigint,               -- the language is off the web; its signatures stay
    primary key (subject, lang)
);

-- A version of a text, as it was published.
create table declaration_versions (
    subject bigint not null references declarations (subject),
    lang text not null, version bigint not null,
    text_hash text not null, title text not null, published_at bigint not null,
    source text not null,                -- the Markdown body
    primary key (subject, lang, version)
);

-- What was chosen for the signatures of one version when a later one was published.
create table text_changes (
    subject bigint not null references declarations (subject),
    lang text not null, to_version bigint not null, from_version bigint not null,
    kind text not null,                  -- correction, change
    difference text not null,            -- JSON, what emails and the page behind their link show
    chosen_at bigint not null,
    primary key (subject, lang, to_version, from_version)
);

-- A source that counts by itself for a declaration or list, such as the newsletter that a link was in.
-- There are 200 of one subject at most; what comes later counts as "other".
create table sources (
    subject bigint not null references subjects (id),
    source text not null,                -- [a-z0-9-]{1,40}
    primary key (subject, source)
);

-- A site that asked the organisers to let it embed a declaration or list, so that each asks once.
create table site_requests (
    subject bigint not null references subjects (id),
    site text not null,                  -- its origin
    asked_at bigint not null,            -- the row is deleted some weeks later, and the site may ask again
    primary key (subject, site)
);

-- How often a network was used to share a declaration on one day, from one site, by visitors that the
-- site says came from one source. No visitor is recorded.
create table shares (
    subject bigint not null,             -- 0 for a page without a declaration, whose site is not recorded
    network text not null,
    site text not null,                  -- its origin; empty for the server's own pages
    source text not null,                -- [a-z0-9-]{1,40}, or empty
    day text not null,                   -- ISO 8601 date, UTC
    count bigint not null,
    primary key (subject, network, site, source, day)
);

-- An email list.
create table lists (
    subject bigint primary key references subjects (id),
    lang text not null, title text not null,
    description text not null,           -- Markdown
    topics text not null,                -- JSON array of {id, label}
    keep_unsubscribed_days bigint not null -- until the daily job erases unsubscribed people
);

-- Attempts --------------------------------------------------------------------------------------
-- What a person typed, until its email is answered or it expires. Its link and code derive from its
-- id, its epoch and the key of the database; neither is stored. A signature that is held for the
-- organisers stays here, so that no query on signatures could count it.
create table attempts (
    id bytea primary key,
    kind text not null,                  -- signature, subscription
    subject bigint not null references subjects (id),
    state text not null,                 -- pending, held, confirmed, withdrawn (by the organisers)
    person bytea not null,
    signer bytea not null,               -- which person of the mailbox
    email text not null, postcode text,
    area text,                           -- where the postcode is, coarsely: "B29" (domain/attempts/area.rs)
    name text,
    signatory text,                      -- person, organisation; this and the next six for signatures
    organisation text,                   -- what signs, or a person's own
    role text,
    visibility text,                     -- full, initials, hidden
    updates bigint not null default 0,   -- whether the person asked for updates
    reservations text,                   -- JSON array of {principle, note}, or null
    lookalike text,                      -- whose name it is and why, as "organisation:mixed_scripts"
    topics text,                         -- JSON array of topic ids, for a subscription
    text_lang text not null,             -- the text that was shown; empty, and version 0, for a list
    version bigint not null,
    lang text not null,                  -- of the form, and of its emails
    site text not null,                  -- origin of the page; empty on the server's own pages
    page_url text not null,
    source text not null default '',     -- what the page named as the source of its visitor, or empty
    wording_hash bytea, updates_wording_hash bytea, -- the consent wordings that the form showed
    request_key bytea, request_hash bytea, -- the Idempotency-Key that it came with, and its body;
                                         -- the key goes when it is used again, two days later
    epoch bigint not null default 0,     -- increased with a new address
    fresh_codes bigint not null default 0, -- codes voided by too many guesses
    code_at bigint not null,             -- when this code was made; an earlier email has another
    code_tries bigint not null default 0, -- wrong codes typed, whether or not an email was written
    asked_at bigint not null,            -- when an email was last requested
    email_id bytea,                      -- of its newest email; null if none was written
    known_at bigint,                     -- when the first email with this code was due; null likewise
    reminders bigint not null default 0, -- how many were sent
    held text, held_at bigint,           -- mailbox, organisation, duplicate_organisation; or null
    verified_by text, verified_domain text, verified_at bigint, -- as in signatures
    created_at bigint not null, expires_at bigint not null,
    confirmed_by text,                   -- code, link, organisers
    confirmed_at bigint,
    withdrawn_at bigint,
    reason text                          -- what the organisers told the signatory
)/*clustered*/;
create index attempts_person on attempts (person, subject);
create unique index attempts_request on attempts (request_key) where request_key is not null;
create index attempts_held on attempts (held_at, id) where state = 'held';

-- How a form was sent, kept for 30 days to recognise waves of false signatures: keyed hashes of the
-- visitor's network and of the domain of the address, none of which names anything without the key.
create table signals (
    attempt bytea primary key,
    network bytea, wide_network bytea,   -- /24 and /16 of IPv4, /64 and /48 of IPv6; null if unknown
    mail_domain bytea not null,
    form_seconds bigint,                 -- how long the form stood before it was sent; null, nothing measures it yet
    script bigint not null               -- whether a widget sent it by script
)/*clustered*/;

-- Signatures ------------------------------------------------------------------------------------
-- A signature that counts: one for each person or organisation and declaration. It keeps the id of its
-- attempt, and what the columns of attempts mean.
create table signatures (
    id bytea primary key,
    subject bigint not null references declarations (subject),
    person bytea not null, signer bytea not null,
    slot bigint not null,                -- which of the mailbox's signers it is: 1, 2, …
    kind text not null,                  -- person, organisation
    name text not null,
    email text not null,                 -- empty after the retention period
    postcode text, area text, organisation text, role text, visibility text not null,
    updates bigint not null, lookalike text,
    text_lang text not null, version bigint not null,
    lang text not null, site text not null,
    page_url text not null,              -- without parameters that identify its reader
    source text not null default '',
    epoch bigint not null,               -- of the link in its emails
    listing bigint not null,             -- random: orders those of one millisecond where ids are hidden
    verified_by text,                    -- email, dns, file, organisers; all three null for a person
    verified_domain text,                -- null if the organisers approved it
    verified_at bigint,
    confirmed_by text not null, confirmed_at bigint not null,
    signed_at bigint not null            -- when the form was sent
)/*clustered*/;
create unique index signatures_person on signatures (person, subject, slot);
create index signatures_versions on signatures (subject, text_lang, version, id);
create index signatures_lookalikes on signatures (confirmed_at, id) where lookalike is not null;
create index signatures_shown on signatures (subject, confirmed_at, listing) where visibility <> 'hidden';
create index signatures_shown_of on signatures (subject, kind, confirmed_at, listing) where visibility <> 'hidden';

-- A signature's reservation on a principle.
create table reservations (
    signature bytea not null references signatures (id) on delete cascade,
    subject bigint not null, principle bigint not null,
    note text not null,                  -- plain text, empty if none was given
    primary key (signature, principle)
)/*clustered*/;
create index reservations_counted on reservations (subject, principle);

-- A version that a signature was bound to before, with the hashes of both texts.
create table signature_bindings (
    signature bytea not null references signatures (id) on delete cascade,
    from_version bigint not null, from_hash text not null, to_version bigint not null, to_hash text not null,
    kind text not null,                  -- correction, renewal
    bound_at bigint not null,
    primary key (signature, to_version)
);

-- A request to renew a signature. Its link, which derives from the two ids, works as long as the
-- signature exists.
create table renewals (
    signature bytea not null references signatures (id) on delete cascade,
    to_version bigint not null, from_version bigint not null,
    asked_at bigint not null, renewed_at bigint,
    primary key (signature, to_version)
);

-- A signature that its signatory withdrew or the organisers took down, in a table of its own, so that
-- no query on signatures could count it.
create table withdrawn_signatures (
    id bytea primary key, subject bigint not null references declarations (subject),
    person bytea not null, signer bytea not null, kind text not null,
    name text not null, email text not null, postcode text, area text, organisation text, role text,
    visibility text not null, updates bigint not null, lookalike text,
    reservations text,                   -- JSON array of {principle, note}, or null
    bindings text,                       -- JSON array of the rows of signature_bindings, or null
    text_lang text not null, version bigint not null,
    lang text not null, site text not null, page_url text not null, source text not null default '',
    epoch bigint not null, listing bigint not null,
    verified_by text, verified_domain text, verified_at bigint,
    confirmed_by text not null, confirmed_at bigint not null, signed_at bigint not null,
    withdrawn_at bigint not null,
    withdrawn_by text not null,          -- signer, or organisers, who may restore it
    reason text                          -- what the organisers told the signatory
)/*clustered*/;
create index withdrawn_signatures_person on withdrawn_signatures (person, subject);

-- A name from one of its words on, as a search may begin: organisations' names, and names shown in
-- full (domain/signatures/name_search.rs). Bytes, because PostgreSQL's collations order text in their
-- own ways.
create table signature_names (
    subject bigint not null, rank bigint not null, -- 0 for organisations, 1 for people
    folded bytea not null,               -- UTF-8
    signature bytea not null references signatures (id) on delete cascade,
    primary key (subject, rank, folded, signature)
)/*clustered*/;
create index signature_names_of on signature_names (signature);

-- An organisation that counts, by its folded name, so that a duplicate is held. A hash, because index
-- keys are limited in size, and only equality is tested (domain/signatures/duplicate_organisation.rs).
create table organisation_names (
    subject bigint not null, name_hash bytea not null,
    signature bytea not null references signatures (id) on delete cascade,
    primary key (name_hash, subject, signature)
)/*clustered*/;
create index organisation_names_of on organisation_names (signature);

-- A running count of signatures, changed in their transaction: reading it costs the same however many
-- have signed.
create table signature_tallies (
    subject bigint not null, text_lang text not null, version bigint not null, kind text not null,
    visibility text not null, count bigint not null,
    primary key (subject, text_lang, version, kind, visibility)
);

-- A running count of the reservations on a principle.
create table reservation_tallies (
    subject bigint not null, principle bigint not null, count bigint not null,
    primary key (subject, principle)
);

-- A table of signatures on paper, typed from signing sheets. They are counted apart from those online,
-- and the names stay on the sheets.
create table paper_imports (
    id bytea primary key, subject bigint not null references declarations (subject),
    file_hash bytea not null,
    entered_by text not null,            -- who ran the import, as they stated
    started_at bigint not null,
    finished_at bigint,                  -- null while it runs, or if it was interrupted
    added bigint not null default 0      -- new lines; changed with them
);
create unique index paper_imports_file on paper_imports (subject, file_hash);

-- A line of a signing sheet that was counted, so that it is not counted twice.
create table paper_signatures (
    subject bigint not null references declarations (subject),
    sheet text not null, line bigint not null, -- the code printed on the sheet, and its line
    text_lang text not null, version bigint not null, -- the text the sheet was printed with
    import_id bytea not null references paper_imports (id),
    primary key (subject, sheet, line)
);

-- Subscriptions ---------------------------------------------------------------------------------
-- A place on a list, one for each mailbox; an unsubscribed person is kept for some days. It keeps the
-- id of the attempt that first made it. Columns named as in attempts mean the same.
create table subscriptions (
    id bytea primary key, subject bigint not null references lists (subject),
    person bytea not null, email text not null, postcode text, area text, name text,
    topics text not null,
    lang text not null, site text not null, page_url text not null, source text not null default '',
    subscribed_at bigint not null,       -- when the form was sent
    confirmed_by text not null, confirmed_at bigint not null, unsubscribed_at bigint
)/*clustered*/;
create unique index subscriptions_person on subscriptions (person, subject);
create index subscriptions_unsubscribed on subscriptions (subject, unsubscribed_at, id) where unsubscribed_at is not null;

-- Mail ------------------------------------------------------------------------------------------
-- An email that waits, or that was given up. A sent one is deleted. Without recipient and payload, it
-- is made from its attempt when it is sent; some days after it was given up both are emptied.
create table emails (
    id bytea primary key,                -- also the Message-ID, so mail programs can drop duplicates
    attempt bytea,                       -- what it is about, or null; disowning that stops the email
    subject bigint not null,             -- whose organisers it names; 0 if it is about several
    kind text not null, priority bigint not null, -- see MessageKind; 0 code, 1 organiser, 2 reminder, 3 mailing
    recipient text, payload text,        -- payload: JSON, the data that the text is made from
    status text not null,                -- waiting, failed, emptied (failed, without contents), held (in a restored copy)
    mailbox bytea not null,              -- of the recipient
    limited_by bytea,                    -- hash of signer and subject, for the limits; null if they do not apply
    tries bigint not null default 0, next_try_at bigint not null,
    lease_until bigint,                  -- while it is claimed: the end of the lease, as next_try_at
    last_error text,                     -- the mail server's reply, without addresses, and what it is about:
    fault text not null default '',      -- reply, unreachable, refused (us) or recipient
    created_at bigint not null, due_at bigint not null, -- due when the limits allow; given up three days later
    done_at bigint                       -- when it was given up
)/*clustered*/;
create index emails_next on emails (priority, next_try_at, id) where status = 'waiting';
create index emails_leases on emails (lease_until) where lease_until is not null;
create index emails_faults on emails (status, fault, next_try_at) where last_error is not null;
create index emails_failed on emails (done_at, id) where status = 'failed';
create index emails_emptied on emails (done_at, id) where status = 'emptied';
create index emails_held on emails (id) where status = 'held';
create index emails_attempt on emails (attempt) where attempt is not null;
create index emails_delayed on emails (mailbox) where due_at > created_at;

-- The emails of a mailbox in the last week, for the limits. The row is also what a write locks that is
-- about the mailbox's people.
create table mailboxes (
    person bytea primary key,
    recent bytea not null,               -- of each: 8 bytes of limited_by (zeros without), 8 bytes due_at
    last_at bigint not null              -- the newest due_at; 0 if the row is only a lock
)/*clustered*/;

-- Privacy ---------------------------------------------------------------------------------------
-- A consent wording that a form has shown, once in each language.
create table consent_wordings (
    wording_hash bytea primary key, lang text not null, wording text not null, first_shown_at bigint not null
);

-- A record of the consent ledger: what was agreed to, or what followed. Rows are only added, which
-- triggers enforce (the server makes them, because each engine has its own syntax) and, for each
-- declaration or list, a chain of hashes shows.
create table consents (
    subject bigint not null,             -- 0 for what is about no declaration or list
    number bigint not null,              -- 1, 2, 3 … for each subject
    person bytea not null, at bigint not null,
    attempt bytea,                       -- it was given with; null for a list, or for the whole mailbox
    event text not null,                 -- signed, updates, subscribed, … (ConsentEvent)
    wording_hash bytea,                  -- null if no wording was agreed to
    lang text not null,                  -- of the form
    text_hash text not null,             -- of the declaration's text; empty for a list
    site text not null, page_url text not null, -- as in signatures
    message_id bytea,                    -- of the email that confirmed
    hash bytea not null,                 -- SHA-256 of the previous row's hash and this row
    primary key (subject, number)
)/*clustered*/;
create index consents_person on consents (person, subject, number);
-- Endings, for the erasure log, which outlives the database.
create index consents_ends on consents (subject, number) where event in ('erased', 'disowned', 'rejected', 'unsubscribed');
-- Endings of what mailing files contain, for the files of those who have left since a time.
create index consents_left on consents (subject, at, number) where event in ('updates_ended', 'withdrawn', 'taken_down', 'erased', 'disowned', 'expired');

-- An address that said "it wasn't me": it gets no more emails about anything.
create table suppressions (
    suppression bytea primary key,
    suppressed_at bigint not null,       -- the link that lifts it derives from it
    lifted_at bigint                     -- by the mailbox's owner; null while it is in force
)/*clustered*/;

-- An exported file. It tells an organiser who erases a person which files still contain them, but not
-- who received it.
create table exports (
    id bytea primary key, made_at bigint not null, people bigint not null,
    what text not null,                  -- person (everything about one), names, updates, subscribers
    subject bigint not null,             -- 0 for a file about one person
    person bytea,                        -- for a file about one person
    left_since bigint,                   -- for a file of those who have left since then
    account bytea                        -- who made it on the desk; null for a command
);
create index exports_person on exports (person, made_at);
create index exports_subject on exports (subject, made_at);

-- The organisers' desk --------------------------------------------------------------------------
-- An origin whose pages embed forms, by a small number; the server's own pages have an empty origin.
create table sites (id bigint primary key, origin text not null);
create unique index sites_origin on sites (origin);

-- What the desk lists and filters of a signature or subscription that was confirmed, or of an attempt
-- that is or was held. The id is that of the attempt and begins with its time, so the rows of a subject
-- are in the order in which their forms were sent.
create table entries (
    subject bigint not null, id bytea not null,
    day bigint not null,                 -- on which its state began: days since 1970, UTC
    site bigint not null,                -- sites.id
    lang text not null, area text,       -- as in attempts; the area goes with the postcode
    state bigint not null,               -- 1 confirmed, 2 held, 3 withdrawn, 4 taken down, 5 unsubscribed
    confirmed_by bigint not null,        -- 1 code, 2 link, 3 organisers
    primary key (subject, id)
)/*clustered*/;

-- Running counts of entries by the day on which their state began, and of all forms that were sent,
-- changed in the transaction of what they count.
create table daily_tallies (
    subject bigint not null, day bigint not null, site bigint not null,
    measure bigint not null,             -- 0 forms sent; or entries, by their state
    count bigint not null,
    primary key (subject, day, site, measure)
)/*clustered*/;

-- An organiser who may sign in.
create table accounts (
    id bytea primary key, person bytea not null, -- keyed hash of the address
    email text not null, name text not null, lang text not null,
    alerts text not null,                -- when emails tell what waits: at_once, daily, never
    created_at bigint not null,
    reviewed_at bigint,                  -- when its owner last looked at who has access
    left_at bigint
)/*clustered*/;
create unique index accounts_person on accounts (person);

-- A passkey of an account.
create table passkeys (
    id bytea primary key, account bytea not null references accounts (id) on delete cascade,
    credential bytea not null,           -- the credential id that the browser names
    passkey text not null,               -- JSON of the WebAuthn library, encrypted
    name text not null,                  -- of the device, as its owner wrote it
    origin text not null,                -- of the server; another one voids it
    created_at bigint not null, used_at bigint
);
create unique index passkeys_credential on passkeys (credential);
create index passkeys_account on passkeys (account);

-- A code that signs in when everything else is lost. It works once.
create table recovery_codes (
    account bytea not null references accounts (id) on delete cascade,
    code_hash bytea not null, created_at bigint not null, used_at bigint,
    primary key (account, code_hash)
);

-- A sign-in, or another step that asks who is there, until it is finished. Its link and code derive
-- from its id.
create table sign_ins (
    id bytea primary key,
    kind text not null,                  -- email, passkey, new_passkey, step_up, console (a link of the command line)
    person bytea,                        -- of the address that was typed; null for a link of the console
    account bytea,                       -- null for an unknown address, and for the first owner
    session bytea,                       -- for a step within a session
    state text,                          -- JSON of the WebAuthn library between two requests, encrypted
    tries bigint not null default 0,     -- wrong codes typed
    created_at bigint not null, expires_at bigint not null, used_at bigint
);
create index sign_ins_person on sign_ins (person, id) where person is not null;

-- A browser in which an account is signed in.
create table sessions (
    id bytea primary key, account bytea not null references accounts (id) on delete cascade,
    secret_hash bytea not null,          -- of the cookie's secret
    device text not null,                -- browser and system, as the list of sessions shows them
    created_at bigint not null, seen_at bigint not null,
    stepped_up_at bigint,                -- when passkey or code was last asked for again
    ended_at bigint
)/*clustered*/;
create index sessions_account on sessions (account, seen_at);

-- What an account may do with a declaration or list.
create table rights (
    account bytea not null references accounts (id) on delete cascade,
    subject bigint not null,             -- 0 for all
    may text not null,                   -- see, moderate, write, send, export, own
    granted_by bytea, granted_at bigint not null,
    primary key (account, subject, may)
)/*clustered*/;
create index rights_subject on rights (subject, may);

-- An invitation to the desk. Its link derives from its id.
create table invitations (
    id bytea primary key, person bytea not null, email text not null,
    rights text not null,                -- JSON array of {subject, may}
    invited_by bytea not null, created_at bigint not null, expires_at bigint not null,
    accepted_at bigint, revoked_at bigint
);

-- What was done on the desk, by a command or by a token, with what undoes it.
create table audit (
    id bytea primary key,                -- begins with its time
    account bytea, token bytea,          -- who; both null for a command at the console
    action text not null,
    subject bigint not null,             -- 0 if it is about none, or about several
    object text not null, object_id bytea, -- the table it is about, and its row
    person bytea,                        -- whom it is about: erased with them
    before text, after text,             -- JSON, encrypted
    undoes bytea, undone_by bytea        -- other rows
);
create index audit_subject on audit (subject, id);
create index audit_person on audit (person) where person is not null;

-- A token with which a program uses the API in the name of an account.
create table api_tokens (
    id bytea primary key, account bytea not null references accounts (id) on delete cascade,
    secret_hash bytea not null, name text not null,
    scopes text not null,                -- JSON array of read, export, publish
    subject bigint not null,             -- 0 for all that the account may
    created_at bigint not null, used_at bigint, expires_at bigint, revoked_at bigint
);
create index api_tokens_account on api_tokens (account);

-- Operating -------------------------------------------------------------------------------------
-- A key of the operator that encrypts values here.
create table data_keys (
    key_id text primary key,             -- derived from the key; encrypted values name it
    lookup text not null,                -- the key of the keyed hashes, encrypted with this key
    status text not null                 -- current, or next: a rotation to it is in progress
);

-- The response to a write that is no attempt, kept in case the network loses it.
create table idempotency_keys (
    key bytea primary key,               -- a hash of route and Idempotency-Key
    body_hash bytea not null, created_at bigint not null,
    answer text not null                 -- JSON
)/*clustered*/;
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
