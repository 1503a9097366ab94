-- Signatures on paper, counted apart from those on screens. Names stay on the sheets: what is kept
-- tells only which line of which sheet was counted, so that none is counted twice, by whom and when.

create table paper_imports (
    id          text primary key,
    slug        text not null references declarations (slug),
    file_hash   text not null,           -- SHA-256 of the file, hexadecimal
    entered_by  text not null,           -- who ran the import, as told
    started_at  bigint not null,
    finished_at bigint,                  -- null while it runs, and when it was cut short
    added       bigint not null default 0 -- lines that were new; moved with them
);
create unique index paper_imports_file on paper_imports (slug, file_hash);

create table paper_signatures (
    slug        text not null references declarations (slug),
    sheet       text not null,           -- the code that is printed on it
    line        bigint not null,
    text_lang   text not null,           -- the text that the sheet was printed with, and its version
    version     bigint not null,
    import_id   text not null references paper_imports (id),
    primary key (slug, sheet, line)
);
