-- +goose Up
-- Every row belongs to a merchant, and every key begins with it: no statement needs the rows of two, and a distributed
-- PostgreSQL can keep each merchant's rows together. newest is the position of the merchant's newest fact, facts how
-- many there are, hash a hash over all of them in order (empty: not made yet, see Migrate), stored a position up to
-- which every balance is in its row. Who writes for the merchant has raised the epoch, and
-- is left alone until then (in milliseconds).
CREATE TABLE merchants (
  merchant TEXT COLLATE "C" PRIMARY KEY,
  epoch BIGINT NOT NULL,
  owner TEXT NOT NULL,
  until BIGINT NOT NULL,
  newest BIGINT NOT NULL,
  facts BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  stored BIGINT NOT NULL
) WITH (fillfactor = 50);
INSERT INTO merchants SELECT tenant, 0, '', 0, max(pos), count(*), ''::bytea, max(pos) FROM facts GROUP BY tenant;
INSERT INTO merchants SELECT DISTINCT tenant, 0, '', 0, 0, 0, ''::bytea, 0 FROM papers ON CONFLICT (merchant) DO NOTHING;

-- Positions ascend for each merchant, in the order of commits. prev is the position of the stream's fact before, so
-- that a history is read without an index of streams.
ALTER TABLE facts RENAME COLUMN tenant TO merchant;
DROP INDEX facts_turn;
ALTER TABLE facts DROP COLUMN turn, DROP CONSTRAINT facts_pkey;
ALTER TABLE facts ADD CONSTRAINT facts_pkey PRIMARY KEY (merchant, pos);
DROP SEQUENCE facts_pos;

-- One row for each stream, carried forward now and then: facts behind merchants.stored may not be in it yet. head is
-- the position of the newest fact in it; due is NULL when no timer is open.
ALTER TABLE balances RENAME COLUMN tenant TO merchant;
DROP INDEX balances_due;
ALTER TABLE balances DROP COLUMN first;
ALTER TABLE balances ALTER COLUMN due DROP NOT NULL;
UPDATE balances SET due = NULL WHERE due = 0;
CREATE INDEX balances_due ON balances (merchant, due) WHERE due IS NOT NULL;

-- Jobs not yet performed; due is NULL for a dead one.
ALTER TABLE wishes RENAME TO jobs;
ALTER TABLE jobs RENAME COLUMN tenant TO merchant;
DROP INDEX wishes_kind;
ALTER TABLE jobs DROP CONSTRAINT wishes_pkey;
ALTER TABLE jobs ADD CONSTRAINT jobs_pkey PRIMARY KEY (merchant, pos);
ALTER TABLE jobs ALTER COLUMN due DROP NOT NULL;
UPDATE jobs SET due = NULL WHERE due = 0;
-- A worker finds the jobs of its kinds without reading all others that are due before them.
CREATE INDEX jobs_kind ON jobs (merchant, kind, due, pos) WHERE due IS NOT NULL;

ALTER TABLE papers RENAME TO documents;
ALTER TABLE documents RENAME COLUMN tenant TO merchant;
ALTER TABLE documents RENAME CONSTRAINT papers_pkey TO documents_pkey;
ALTER INDEX papers_person RENAME TO documents_person;
