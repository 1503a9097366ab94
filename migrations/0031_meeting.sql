-- The meeting that a declaration was prepared for, as each language names it.

alter table declaration_texts add column meeting text; -- JSON {name, date?, place?}, or null
