-- +goose Up
-- From where a session began, and by what besides a password: a row for each session of account_token.
CREATE TABLE account_session (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	place    TEXT   NOT NULL,
	agent    TEXT   NOT NULL,
	factor   TEXT   NOT NULL,
	PRIMARY KEY (merchant, id)
);
