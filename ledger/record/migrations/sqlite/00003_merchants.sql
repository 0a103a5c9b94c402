-- +goose Up
-- Every row belongs to a merchant, and every key begins with it: no statement needs the rows of two. newest is the
-- position of the merchant's newest fact, facts how many there are, hash a hash over all of them in order (empty: not
-- made yet, see Migrate), stored a position up to which every balance is in its row. Who writes for the merchant has
-- raised the epoch, and is left alone until then (in milliseconds).
CREATE TABLE merchants (
  merchant TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  owner TEXT NOT NULL,
  until INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  hash BLOB NOT NULL,
  stored INTEGER NOT NULL
);
INSERT INTO merchants SELECT tenant, 0, '', 0, max(pos), count(*), x'', max(pos) FROM facts GROUP BY tenant;
INSERT INTO merchants SELECT DISTINCT tenant, 0, '', 0, 0, 0, x'', 0 FROM papers WHERE tenant NOT IN (SELECT merchant FROM merchants);

-- Positions ascend for each merchant. prev is the position of the stream's fact before, so that a history is read
-- without an index of streams.
ALTER TABLE facts RENAME TO old_facts;
CREATE TABLE facts (
  merchant TEXT NOT NULL,
  pos INTEGER NOT NULL,
  stream TEXT NOT NULL,
  prev INTEGER NOT NULL,
  record BLOB NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (merchant, pos)
);
INSERT INTO facts SELECT tenant, pos, stream, prev, record, hash FROM old_facts ORDER BY pos;
DROP TABLE old_facts;

-- One row for each stream, carried forward now and then: facts behind merchants.stored may not be in it yet. head is
-- the position of the newest fact in it; due is NULL when no timer is open.
ALTER TABLE balances RENAME TO old_balances;
CREATE TABLE balances (
  merchant TEXT NOT NULL,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  head INTEGER NOT NULL,
  hash BLOB NOT NULL,
  due INTEGER,
  state BLOB NOT NULL,
  PRIMARY KEY (merchant, stream)
);
INSERT INTO balances SELECT tenant, stream, version, head, hash, nullif(due, 0), state FROM old_balances ORDER BY tenant, stream;
DROP TABLE old_balances;

-- Jobs not yet performed; due is NULL for a dead one.
CREATE TABLE jobs (
  merchant TEXT NOT NULL,
  pos INTEGER NOT NULL,
  kind TEXT NOT NULL,
  partner TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  due INTEGER,
  lease TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (merchant, pos)
);
INSERT INTO jobs SELECT tenant, pos, kind, partner, attempt, nullif(due, 0), lease, error FROM wishes;
DROP TABLE wishes;
-- A worker finds the jobs of its kinds without reading all others that are due before them.
CREATE INDEX jobs_kind ON jobs (merchant, kind, due, pos) WHERE due IS NOT NULL;

CREATE TABLE documents (
  merchant TEXT NOT NULL,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  media TEXT NOT NULL,
  erased INTEGER NOT NULL DEFAULT 0,
  body BLOB NOT NULL,
  PRIMARY KEY (merchant, id)
);
INSERT INTO documents SELECT tenant, id, person, media, erased, body FROM papers;
DROP TABLE papers;
CREATE INDEX documents_person ON documents (merchant, person) WHERE person <> '';
