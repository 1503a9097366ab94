-- Every pinned loader that a server of this database has served: tags in other sites' pages refer
-- to it by its hash for ever. Only a starting server writes here.
create table loaders (
    hash       text primary key,         -- as in its URL: the first half of SHA-256, hexadecimal
    script     text not null,
    first_seen bigint not null
);
