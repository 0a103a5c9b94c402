-- +goose Up
-- Facts are only ever appended. prev is the position of the stream's fact before, so that a
-- history is read without an index.
CREATE TABLE facts (
  pos INTEGER PRIMARY KEY,
  turn INTEGER NOT NULL DEFAULT 0,
  tenant TEXT NOT NULL,
  stream TEXT NOT NULL,
  prev INTEGER NOT NULL,
  record BLOB NOT NULL,
  hash BLOB NOT NULL
);
-- One row for each stream, carried forward; first and head are positions of facts. The rows lie in
-- the order in which their streams began.
CREATE TABLE balances (
  first INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  head INTEGER NOT NULL,
  hash BLOB NOT NULL,
  due INTEGER NOT NULL,
  state BLOB NOT NULL,
  UNIQUE (tenant, stream)
);
-- Wishes not yet performed; due 0 is a dead one.
CREATE TABLE wishes (
  pos INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  partner TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL,
  lease TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX wishes_due ON wishes (due, pos) WHERE due > 0;
CREATE TABLE papers (
  tenant TEXT NOT NULL,
  id TEXT NOT NULL,
  person TEXT NOT NULL,
  media TEXT NOT NULL,
  erased INTEGER NOT NULL DEFAULT 0,
  body BLOB NOT NULL,
  UNIQUE (tenant, id)
);
CREATE INDEX papers_person ON papers (tenant, person) WHERE person <> '';
