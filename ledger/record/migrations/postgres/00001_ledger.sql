-- +goose Up
-- Facts are only ever appended. prev is the position of the stream's fact before, so that a
-- history is read without an index of streams. turn orders transactions: see turnNow in the code.
CREATE TABLE facts (
  pos BIGINT PRIMARY KEY,
  turn BIGINT NOT NULL DEFAULT 0,
  tenant TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  prev BIGINT NOT NULL,
  record BYTEA NOT NULL,
  hash BYTEA NOT NULL
);
CREATE INDEX facts_turn ON facts (turn, pos);
CREATE SEQUENCE facts_pos INCREMENT BY 1024 START WITH 1024;
-- One row for each stream, carried forward; first and head are positions of facts.
CREATE TABLE balances (
  first BIGINT NOT NULL,
  tenant TEXT COLLATE "C" NOT NULL,
  stream TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  head BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  due BIGINT NOT NULL,
  state BYTEA NOT NULL,
  PRIMARY KEY (tenant, stream)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX balances_first ON balances (first);
CREATE INDEX balances_due ON balances (due, tenant, stream) WHERE due > 0;
-- Wishes not yet performed; due 0 is a dead one.
CREATE TABLE wishes (
  pos BIGINT PRIMARY KEY,
  tenant TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  partner TEXT NOT NULL,
  attempt BIGINT NOT NULL DEFAULT 0,
  due BIGINT NOT NULL,
  lease TEXT COLLATE "C" NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX wishes_due ON wishes (due, pos) WHERE due > 0;
CREATE TABLE papers (
  tenant TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  person TEXT COLLATE "C" NOT NULL,
  media TEXT NOT NULL,
  erased BIGINT NOT NULL DEFAULT 0,
  body BYTEA NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX papers_person ON papers (tenant, person) WHERE person <> '';
