-- Paper signatures, counted separately from online ones. Names stay on the sheets: the tables
-- record only which line of which sheet was counted, so that none is counted twice, and by whom and
-- when.

create table paper_imports (
    id          text primary key,
    slug        text not null references declarations (slug),
    file_hash   text not null,           -- SHA-256 of the file, hexadecimal
    entered_by  text not null,           -- who ran the import, as they stated
    started_at  bigint not null,
    finished_at bigint,                  -- null while it runs, or if it was interrupted
    added       bigint not null default 0 -- new lines; updated with them
);
create unique index paper_imports_file on paper_imports (slug, file_hash);

create table paper_signatures (
    slug        text not null references declarations (slug),
    sheet       text not null,           -- the code printed on it
    line        bigint not null,
    text_lang   text not null,           -- the text the sheet was printed with, and its version
    version     bigint not null,
    import_id   text not null references paper_imports (id),
    primary key (slug, sheet, line)
);
