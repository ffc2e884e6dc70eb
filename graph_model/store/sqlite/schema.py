"""Tables and indexes, as numbered migrations; a database carries the number of its last one.

Every kind of record has a table of its own with ``key`` (the revision at which it was made, never
changed), ``id`` and ``revision`` (its latest change). Events, tenants and consents have a column
for each field; the directory keeps a canonical JSON body, beside it ``facet`` (what lists filter
by) and ``link`` (what it refers to). ``references.py`` checks references between records.
"""

APPLICATION_ID = 0x48694E65
"""``HiNe`` in the file's header: a database of ours."""

_BODY_TABLES = ("area", "need", "actor", "service", "cooperation", "unmet_search", "access_key")

_COLUMN_TABLES = """
CREATE TABLE tenant (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    cooperative_id TEXT, area_id TEXT, age_band TEXT, languages TEXT NOT NULL, mobility TEXT
);
CREATE INDEX tenant_cooperative ON tenant (cooperative_id) WHERE cooperative_id IS NOT NULL;
CREATE INDEX tenant_area ON tenant (area_id) WHERE area_id IS NOT NULL;

CREATE TABLE chain (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    tenant_id TEXT, cooperative_id TEXT, area_id TEXT, opened_by TEXT,
    "trigger" TEXT NOT NULL, initiator TEXT NOT NULL,
    opened_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
    closed_at INTEGER, closed_recorded_at INTEGER, outcome TEXT
);
CREATE INDEX chain_tenant ON chain (tenant_id) WHERE tenant_id IS NOT NULL;
CREATE INDEX chain_cooperative ON chain (cooperative_id) WHERE cooperative_id IS NOT NULL;
CREATE INDEX chain_area ON chain (area_id) WHERE area_id IS NOT NULL;
CREATE INDEX chain_opened_by ON chain (opened_by) WHERE opened_by IS NOT NULL;
CREATE INDEX chain_open ON chain (id) WHERE closed_at IS NULL;

CREATE TABLE consent (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    tenant_id TEXT NOT NULL, purpose TEXT NOT NULL, recipient_ids TEXT NOT NULL,
    valid_from TEXT NOT NULL, valid_to TEXT, withdrawn_at INTEGER
);
CREATE INDEX consent_tenant ON consent (tenant_id);

CREATE TABLE contact (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    from_id TEXT NOT NULL, to_id TEXT NOT NULL,
    occurred_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
    channel TEXT NOT NULL, initiator TEXT NOT NULL,
    need_code TEXT, chain_id TEXT, recorded_by TEXT
);
CREATE INDEX contact_from ON contact (from_id);
CREATE INDEX contact_to ON contact (to_id);
CREATE INDEX contact_need ON contact (need_code) WHERE need_code IS NOT NULL;
CREATE INDEX contact_chain ON contact (chain_id) WHERE chain_id IS NOT NULL;

CREATE TABLE referral (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    chain_id TEXT NOT NULL, tenant_id TEXT, sender_id TEXT NOT NULL, recipient_id TEXT NOT NULL,
    service_id TEXT, need_code TEXT NOT NULL, urgency TEXT NOT NULL,
    previous_id TEXT, parent_id TEXT, status TEXT NOT NULL
);
CREATE INDEX referral_chain ON referral (chain_id);
CREATE INDEX referral_tenant ON referral (tenant_id) WHERE tenant_id IS NOT NULL;
CREATE INDEX referral_sender ON referral (sender_id);
CREATE INDEX referral_recipient ON referral (recipient_id, status);
CREATE INDEX referral_service ON referral (service_id) WHERE service_id IS NOT NULL;
CREATE INDEX referral_need ON referral (need_code);
CREATE INDEX referral_previous ON referral (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX referral_parent ON referral (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE referral_status (
    referral_key INTEGER NOT NULL REFERENCES referral (key) ON DELETE CASCADE,
    position INTEGER NOT NULL, status TEXT NOT NULL,
    occurred_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
    decided_by TEXT NOT NULL, recorded_by TEXT NOT NULL, reason TEXT, outcome TEXT,
    PRIMARY KEY (referral_key, position)
) WITHOUT ROWID;
"""

_BODY_TABLE = """
CREATE TABLE {name} (
    key INTEGER PRIMARY KEY, revision INTEGER NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL, body TEXT NOT NULL
);
"""

_SHARED_TABLES = """
CREATE TABLE facet (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (kind, name, value, id)
) WITHOUT ROWID;
CREATE INDEX facet_of ON facet (kind, id);

CREATE TABLE link (
    to_kind TEXT NOT NULL, to_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    PRIMARY KEY (to_kind, to_id, kind, id)
) WITHOUT ROWID;
CREATE INDEX link_of ON link (kind, id);

CREATE TABLE tombstone (
    revision INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (kind, id)
);

CREATE TABLE idempotency (
    key TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, answer TEXT NOT NULL, revision INTEGER NOT NULL
);

CREATE TABLE store (only INTEGER PRIMARY KEY CHECK (only = 1), revision INTEGER NOT NULL);
INSERT INTO store VALUES (1, 0);
"""

_FIRST = _SHARED_TABLES + _COLUMN_TABLES + "".join(_BODY_TABLE.format(name=n) for n in _BODY_TABLES)

_SECOND = "".join(
    _BODY_TABLE.format(name=n) for n in ("house_choices", "import_batch", "amendment")
)

MIGRATIONS: tuple[tuple[str, ...], ...] = tuple(
    tuple(statement.strip() for statement in one.split(";") if statement.strip())
    for one in (_FIRST, _SECOND)
)
"""Statements of each migration; number n brings a database from version n - 1 to n."""

LATEST = len(MIGRATIONS)
"""The version that this program reads and writes."""
