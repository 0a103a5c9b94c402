-- +goose Up
-- The merchant is whose the row is; all rows here are the place's own, whose name is empty: persons and tokens may serve several merchants.
CREATE TABLE account_user (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	email    TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	grants   TEXT   NOT NULL,
	password TEXT   NOT NULL,
	made     BIGINT NOT NULL,
	ended    BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
CREATE UNIQUE INDEX account_user_email ON account_user (merchant, email);
CREATE TABLE account_token (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	kind     TEXT   NOT NULL,
	holder   TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	proof    TEXT   NOT NULL,
	grants   TEXT   NOT NULL,
	scopes   TEXT   NOT NULL,
	made     BIGINT NOT NULL,
	expires  BIGINT NOT NULL,
	used     BIGINT NOT NULL,
	ended    BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
CREATE INDEX account_token_holder ON account_token (merchant, holder);
CREATE TABLE account_deed (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	at       BIGINT NOT NULL,
	actor    TEXT   NOT NULL,
	did      TEXT   NOT NULL,
	about    TEXT   NOT NULL,
	PRIMARY KEY (merchant, id)
);
