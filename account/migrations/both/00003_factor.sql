-- +goose Up
-- By what somebody proves himself beside, or in place of, a password: a phone's codes, codes for when the phone is lost, keys, accounts elsewhere. The mark
-- finds it; sealed is what must be read again, counter the last that was used.
CREATE TABLE account_factor (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	holder   TEXT   NOT NULL,
	kind     TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	mark     TEXT   NOT NULL,
	sealed   TEXT   NOT NULL,
	counter  BIGINT NOT NULL,
	made     BIGINT NOT NULL,
	used     BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
CREATE UNIQUE INDEX account_factor_mark ON account_factor (merchant, kind, mark);
CREATE INDEX account_factor_holder ON account_factor (merchant, holder);
-- What was begun and waits for its answer, for some minutes.
CREATE TABLE account_pending (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	kind     TEXT   NOT NULL,
	holder   TEXT   NOT NULL,
	proof    TEXT   NOT NULL,
	kept     TEXT   NOT NULL,
	expires  BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
-- What a merchant asks of those who serve it.
CREATE TABLE account_rule (
	merchant TEXT   NOT NULL,
	rule     TEXT   NOT NULL,
	made     BIGINT NOT NULL,
	PRIMARY KEY (merchant, rule)
);
