# Works on a SQLite database from outside while no server has it open: `query` prints rows as JSON,
# `execute` runs a statement, `load` adds rows from standard input (bench/src/databases/loading.rs
# describes the lines). Uses Python's standard library, so only the store depends on `sqlx`.

import json, sqlite3, sys


def opened(path):
    base = sqlite3.connect(path, timeout=60, isolation_level=None)
    # What a killed benchmark leaves is never read again.
    for setting in ["journal_mode = off", "synchronous = off", "cache_size = -2000000"]:
        base.execute(f"pragma {setting}")
    return base


def cell(text):
    if text == "\\N":
        return None
    return bytes.fromhex(text[3:]) if text.startswith("\\\\x") else text


def query(path, sql):
    base = opened(path)
    base.row_factory = sqlite3.Row
    rows = [dict(row) for row in base.execute(sql)]
    print(json.dumps(rows, default=lambda value: "\\x" + value.hex()))


def execute(path, sql):
    opened(path).execute(sql)


def load(path, table, columns):
    base = opened(path)
    marks = ", ".join("?" for _ in columns.split(","))
    sys.stdin.reconfigure(encoding="utf-8", newline="\n")
    base.execute("begin")
    base.executemany(f"insert into {table} ({columns}) values ({marks})",
        ([cell(text) for text in line.rstrip("\n").split("\t")] for line in sys.stdin))
    base.execute("commit")


{"query": query, "execute": execute, "load": load}[sys.argv[1]](*sys.argv[2:])
