"""Valid values for the formats in the API description that are our own.

Schemathesis generates requests from the description. A `format` that JSON Schema does not define marks one
of our parsers, so valid values for it are generated here. Invalid ones it generates by itself.
"""

import base64

import schemathesis
from hypothesis import strategies as st

# Letters of many scripts.
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéłßøЖжאבعلिক李山"
# From the campaign in tests/support/campaign.rs.
TOPICS = ["meetings", "volunteering"]
ALLY = "https://ally.example"

WORDS = st.text(alphabet=LETTERS, min_size=1, max_size=12)


def line(most):
    words = st.lists(WORDS, min_size=1, max_size=4)
    return words.map(" ".join).map(lambda text: text[:most].strip())


def cursor(moment):
    """The position of a moment in milliseconds, in the format of `store::Cursor`."""
    return base64.urlsafe_b64encode(f"{moment:016}/0".encode()).decode().rstrip("=")


def is_cursor(text):
    return len(text) == len(cursor(0)) and text[:1] in "MNO"


schemathesis.openapi.format("person-name", line(80))
schemathesis.openapi.format("organisation-name", line(120))
schemathesis.openapi.format("role", line(80))
schemathesis.openapi.format("postcode", st.from_regex(r"[A-Z0-9]{2,5}[ -]?[A-Z0-9]{2,5}", fullmatch=True))
schemathesis.openapi.format("topic", st.sampled_from(TOPICS))
schemathesis.openapi.format("code", st.from_regex(r"[0-9]{3} ?[0-9]{3}", fullmatch=True))
schemathesis.openapi.format("cursor", st.integers(0, 2**53).map(cursor))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Applies the rules that the description states in prose because JSON Schema cannot express them."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    body = case.body if isinstance(case.body, dict) else {}
    # The site must be one that the organisers allow.
    if body.get("site"):
        body["site"] = ALLY
    # At most one note for each principle in `reservations`.
    if "reservation_notes" in body:
        notes = {note["principle"]: note for note in body["reservation_notes"]}
        body["reservation_notes"] = list(notes.values())
        body["reservations"] = sorted({*body.get("reservations", []), *notes})
    # The topics must belong to the list.
    if "topics" in body:
        body["topics"] = [topic for topic in body["topics"] if topic in TOPICS]
    # A cursor is valid only if it comes from an earlier response to the same search.
    query = case.query or {}
    if "cursor" in query and ("q" in query or not is_cursor(query["cursor"])):
        del query["cursor"]
