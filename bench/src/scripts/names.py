# Works on the server's SQLite database from outside, for the benchmark of names: `fill` adds made-up
# signatures as confirming leaves them, with their entries in the name index and their counts, and
# `check` checks these and that the server finds the names. Uses Python's standard library for SQLite,
# so only the store depends on `sqlx`.

import base64, itertools, json, random, sqlite3, sys, unicodedata, urllib.parse, urllib.request

FIRST = """Ada Bashir Carys Priya Wojciech Siobhán Oluwaseun Zoë Noah Maria Tomasz Ines Kwame Aoife Baldev
    Elin Jamal Rhys Sofia Umar مريم أحمد فاطمہ محمد মোহাম্মদ শাহানা ਬਲਦੇਵ ਸਿਮਰਨ Владимир Ελένη דנה""".split()
# One name is as common as some real ones, so a search for two of its words fills a page at every
# size.
FIRST += ["Maria"] * 6
LAST = """Marlowe Quill Thorne Lind Łukasiewicz O’Brien Example Lantern Okafor Novak Ferreira Whitcombe Aske
    Penrose Ridley Vaughan الحسن رحمان চৌধুরী রহমান ਸਿੰਘ ਕੌਰ Иванов Παππάς לוי""".split()
ENDINGS = "a e i o u as en er is on um ström wick ley ton by".split()
HAN = "王李张刘陈杨黄赵吴周", "小明静怡伟芳娜敏丽强"
RARE = "Zephyrine Quillfeather"
CELLS = "subject, text_lang, version, kind, visibility"


def name(dice, at):
    if at % 2_500 == 7 and at < 10_000:
        return RARE
    kind = dice.random()
    if kind < 0.05:
        return dice.choice(HAN[0]) + "".join(dice.choices(HAN[1], k=2))
    middle = dice.choice(FIRST) + " " if kind < 0.2 else ""
    ending = dice.choice(ENDINGS) if kind > 0.6 else ""
    return f"{dice.choice(FIRST)} {middle}{dice.choice(LAST)}{ending}"


def rows(subject, begin, end):
    dice = random.Random(begin)
    sealed = "x1.0a1b2c3d." + "A" * 80
    for at in range(begin, end):
        organisation = f"{dice.choice(LAST)} Association {at}" if at % 20 == 0 else None
        shown = dice.choices(["full", "initials", "hidden"], [80, 12, 8])[0]
        time = 1_760_000_000_000 + at * 700
        id = time.to_bytes(6, "big") + dice.randbytes(10)
        yield (id, subject, dice.randbytes(16), dice.randbytes(16),
            "organisation" if organisation else "person", name(dice, at), sealed, sealed,
            organisation, "nurse" if at % 11 == 0 else None, shown, at % 2, 1 + at % 2,
            "https://ally.example", "https://ally.example/article", dice.getrandbits(63), time, time)


# The server's rule for folding names (src/domain/signatures/folding.rs), as far as these names need it.
ALIKE = str.maketrans({"ł": "l", "ς": "σ", "ی": "ي", "ہ": "ه", "ة": "ه", "’": None}
    | {chr(mark): None for mark in [*range(0x300, 0x370), 0x640, *range(0x64B, 0x660), 0x670]})


def words(name):
    folded = unicodedata.normalize("NFKD", name).lower().translate(ALIKE)
    folded = unicodedata.normalize("NFC", folded)
    if is_han(folded):
        return list(folded)
    return folded.split()


def is_han(text):
    return "\u4e00" <= text[0] <= "\u9fff"


def entries(name):
    """A name from each of its words on, and without its middle (src/domain/signatures/name_search.rs)."""
    folded = words(name)
    for start in range(len(folded)):
        yield " ".join(folded[start:] + folded[:start])
    if len(folded) > 2 and not is_han(folded[0]):
        yield " ".join([folded[0], folded[-1], *folded[1:-1]])


def index(row):
    """A signature's rows in the name index: what is shown in full can be found."""
    id, subject, kind, name, organisation, shown = row[0], row[1], row[4], row[5], row[8], row[10]
    found = [name] if shown == "full" else []
    found += [organisation] if organisation and shown != "hidden" else []
    rank = 0 if kind == "organisation" else 1
    for entry in {entry for one in found for entry in entries(one)}:
        yield subject, rank, entry.encode(), id


def subject_of(base, slug):
    (subject,) = base.execute("select id from subjects where kind = 'declaration' and slug = ?", (slug,)).fetchone()
    return subject


def fill(path, slug, begin, end):
    base = sqlite3.connect(path, timeout=60)
    base.execute("pragma synchronous = off")
    subject = subject_of(base, slug)
    new = rows(subject, int(begin), int(end))
    while some := list(itertools.islice(new, 10_000)):
        base.executemany(
            """insert into signatures (id, subject, person, signer, slot, kind, name, email, postcode,
            organisation, role, visibility, updates, text_lang, version, lang, site, page_url, epoch,
            listing, confirmed_by, confirmed_at, signed_at)
            values (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'en', ?, 'en', ?, ?, 0, ?, 'link', ?, ?)""", some)
        base.executemany("insert into signature_names (subject, rank, folded, signature) values (?, ?, ?, ?)",
            (entry for row in some for entry in index(row)))
        base.executemany(
            "insert into reservations (signature, subject, principle, note) values (?, ?, ?, 'But not on Sundays.')",
            ((row[0], subject, 1 + len(row[5]) % 6) for row in some[::33]))
    base.execute("update declarations set count = count + ? where subject = ?", (int(end) - int(begin), subject))
    base.execute("delete from signature_tallies")
    base.execute(f"insert into signature_tallies ({CELLS}, count) select {CELLS}, count(*) from signatures group by {CELLS}")
    base.execute("delete from reservation_tallies")
    base.execute("""insert into reservation_tallies (subject, principle, count)
        select subject, principle, count(*) from reservations group by subject, principle""")
    add_entries(base)
    base.commit()
    base.execute("pragma wal_checkpoint(truncate)")


def check(path, slug, address):
    """Check the index and the counts; then print a cursor in the middle of the people."""
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=60)
    one = lambda sql: base.execute(sql).fetchone()[0]
    findable = "(s.visibility = 'full' or s.visibility = 'initials' and s.kind = 'organisation')"
    for what, wrong in [
        ("signatures that cannot be found", f"""select count(*) from signatures s where {findable}
            and not exists (select 1 from signature_names n where n.signature = s.id)"""),
        ("names found that are not shown", f"""select count(*) from signature_names n
            join signatures s on s.id = n.signature where not {findable}"""),
        ("tallies astray", f"""select count(*) from (
            select {CELLS}, count(*) from signatures group by {CELLS}
            except select {CELLS}, count from signature_tallies)"""),
        ("tallies of reservations astray", """select count(*) from (
            select subject, principle, count(*) from reservations group by subject, principle
            except select subject, principle, count from reservation_tallies)"""),
        ("counts astray", """select count(*) from declarations d where d.count <>
            (select coalesce(sum(count), 0) from signature_tallies t where t.subject = d.subject)"""),
    ]:
        if one(wrong):
            sys.exit(f"{what}: {one(wrong)}")
    people = f"from signatures where subject = {subject_of(base, slug)} and kind = 'person'"
    for (full,) in base.execute(f"""select name {people} and visibility = 'full'
            order by id limit 50""").fetchall():
        query = urllib.parse.urlencode({"q": full, "limit": 1})
        url = f"http://{address}/api/v1/declarations/{slug}/signatures?{query}"
        if not json.load(urllib.request.urlopen(url))["items"]:
            sys.exit(f"{full} cannot be found")
    middle = base.execute(f"""select confirmed_at || '/' || listing {people} and visibility <> 'hidden'
        order by confirmed_at limit 1 offset (select count(*) / 2 {people})""").fetchone()[0]
    print(base64.urlsafe_b64encode(middle.encode()).decode().rstrip("="))


{"fill": fill, "check": check}[sys.argv[1]](*sys.argv[2:])
