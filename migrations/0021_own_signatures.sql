-- Managing one's own signature: the manage links, and the withdrawn signatures. These have a table
-- of their own, so that no query on signatures could count them.

-- One per email to a signatory; it works as long as the signature is kept.
create table manage_links (
    token_hash text primary key,
    slug       text not null references declarations (slug),
    attempt    text not null,            -- the attempt whose email contains it
    email_key  text not null,
    lang       text not null,            -- the language of that email
    created_at bigint not null
);
create index manage_links_person on manage_links (email_key, slug);
create index manage_links_attempt on manage_links (attempt);

create table withdrawn_signatures (
    id           text primary key,
    slug         text not null references declarations (slug),
    text_lang    text not null,
    version      bigint not null,
    kind         text not null,
    name         text not null,
    email        text not null,          -- encrypted
    email_key    text not null,
    postcode     text,                   -- encrypted
    organisation text,
    role         text,
    visibility   text not null,
    updates      bigint not null,
    reservations text,                   -- JSON array, or null
    lang         text not null,
    site         text not null,
    page_url     text not null,
    signed_at    bigint not null,
    confirmed_at bigint not null,
    withdrawn_at bigint not null,
    withdrawn_by text not null,          -- signer, or organisers, who may restore it
    reason       text,                   -- what the organisers told the signatory
    suspicion       text,                -- kept, like the next columns, to restore it unchanged
    verified_by     text,
    verified_domain text,
    verified_at     bigint,
    bindings        text                 -- JSON, the rows of signature_bindings
);
create unique index withdrawn_signatures_person on withdrawn_signatures (email_key, slug);
