-- What happens to signatures when a text changes: corrections carry them over, changes request a
-- renewal. A signature's earlier bindings are kept, with the hashes of the texts.

-- What was chosen for a step from one version to another.
create table text_changes (
    id           text primary key,       -- slug/lang/from/to
    slug         text not null,
    lang         text not null,
    from_version bigint not null,
    to_version   bigint not null,
    kind         text not null,          -- correction, change
    difference   text not null,          -- JSON, what emails and the page behind their link show
    chosen_at    bigint not null
);
create index text_changes_of on text_changes (slug, lang, to_version);

-- A signature's earlier bindings.
create table signature_bindings (
    signature    text not null references signatures (id) on delete cascade,
    from_version bigint not null,
    from_hash    text not null,
    to_version   bigint not null,
    to_hash      text not null,
    kind         text not null,          -- correction, renewal
    bound_at     bigint not null,
    primary key (signature, to_version)
);

-- Requests to renew, one per signature and version; the link works as long as the signature exists.
create table renewals (
    token_hash   text primary key,
    signature    text not null references signatures (id) on delete cascade,
    change_id    text not null references text_changes (id),
    to_version   bigint not null,
    asked_at     bigint not null,
    renewed_at   bigint
);
create unique index renewals_once on renewals (signature, to_version);

create index signatures_versions on signatures (slug, text_lang, version, id);
