-- +goose Up
-- A call that was made under a key: whose business it was about (empty: the place), who made it, and what was answered. Status 0 while it is performed.
CREATE TABLE idempotency_call (
	merchant TEXT   NOT NULL,
	actor    TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	asked    TEXT   NOT NULL,
	process  TEXT   NOT NULL,
	begun    BIGINT NOT NULL,
	status   BIGINT NOT NULL,
	media    TEXT   NOT NULL,
	answer   TEXT   NOT NULL,
	PRIMARY KEY (merchant, actor, name)
);
CREATE INDEX idempotency_call_begun ON idempotency_call (merchant, begun);
