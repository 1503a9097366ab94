# Works on the server's SQLite database from outside, for the benchmark of printing: `fill` adds
# names of several lengths and scripts, and `change` changes one of them. Every eleventh has a role,
# every fortieth is an organisation. Columns that printing does not read stay empty.

import sqlite3, sys

FIRST = ["Ada", "Bashir", "Carys", "Priya", "Wojciech", "Siobhán", "Oluwaseun", "مريم", "মোহাম্মদ", "王"]
LAST = ["Marlowe", "Quill", "Thorne-Featherstonehaugh", "Lind", "Łukasiewicz", "O’Brien", "الحسن", "রহমান", "小明"]


def id(at):
    return at.to_bytes(16, "big")


def rows(subject, names):
    for at in range(names):
        organisation = at % 40 == 0
        yield (id(at), subject, id(at), id(at), "organisation" if organisation else "person",
            f"{FIRST[at % 10]} {LAST[at // 10 % 9]}",
            f"Association {at}" if organisation else None, "nurse" if at % 11 == 0 else None,
            at, 1_760_000_000_000 + at, 1_760_000_000_000 + at)


def fill(base, slug, names):
    (subject,) = base.execute("select id from subjects where kind = 'declaration' and slug = ?", (slug,)).fetchone()
    base.executemany("""insert into signatures (id, subject, person, signer, slot, kind, name, email,
        organisation, role, visibility, updates, text_lang, version, lang, site, page_url, epoch, listing,
        confirmed_by, confirmed_at, signed_at)
        values (?, ?, ?, ?, 1, ?, ?, '', ?, ?, 'full', 0, 'en', 1, 'en', '', '', 0, ?, 'link', ?, ?)""",
        rows(subject, int(names)))
    # Otherwise the server would do this work while it prints.
    base.execute("""insert into signature_tallies select subject, text_lang, version, kind, visibility, count(*)
        from signatures group by subject, text_lang, version, kind, visibility""")
    add_entries(base)
    base.execute("update declarations set count = count + ? where subject = ?", (int(names), subject))


def change(base):
    changed = base.execute("update signatures set name = 'Zephyrine Quillfeather' where id = ?", (id(1),))
    assert changed.rowcount == 1


with sqlite3.connect(sys.argv[2], timeout=60) as base:
    {"fill": fill, "change": change}[sys.argv[1]](base, *sys.argv[3:])
