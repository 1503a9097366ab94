-- The meeting that a declaration was prepared for, in each language.

alter table declaration_texts add column meeting text; -- JSON {name, date?, place?}, or null
