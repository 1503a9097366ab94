# Writes a table of paper signatures as typed from signing sheets: `paper.py FILE SUBJECT SEED LINES`,
# a hundred lines per sheet. Each seed has its own sheets. Their codes are made as in
# src/domain/signatures/sheet_code.rs, because printing a million sheets would be another measurement; a line
# with a wrong code would be rejected.

import hashlib, random, sys

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NAMES = ["Ada Marlowe", "Siân Łukasiewicz", '"Quill, Bashir"', "মোহাম্মদ রহমান", "王小明", "Oluwaseun O’Brien"]


def code(dice, subject):
    own = "".join(dice.choices(LETTERS, k=8))
    digest = hashlib.sha256()
    for part in ["sheet", subject, "en", "1", own]:
        digest.update(len(part).to_bytes(8, "big") + part.encode())
    check = "".join(LETTERS[byte % 32] for byte in digest.digest()[:2])
    return f"EN1-{own[:4]}-{own[4:]}-{check}"


def write(path, subject, seed, lines):
    dice = random.Random(seed)
    with open(path, "w", encoding="utf-8") as table:
        table.write("sheet,row,name,place,email\n")
        for at in range(int(lines)):
            if at % 100 == 0:
                sheet = code(dice, subject)
            email = f"reader.{at}@people.example" if at % 3 == 0 else ""
            table.write(f"{sheet},{at % 100 + 1},{NAMES[at % 6]},Leeds,{email}\n")


write(*sys.argv[1:])
