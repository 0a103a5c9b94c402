-- +goose Up
-- The doors of a merchant, by the names of the storefronts and carriers for which they are. Sort: by whose signature. Secret: sealed.
CREATE TABLE push_door (
	merchant TEXT   NOT NULL,
	name     TEXT   NOT NULL,
	sort     TEXT   NOT NULL,
	header   TEXT   NOT NULL,
	form     TEXT   NOT NULL,
	zone     TEXT   NOT NULL,
	secret   TEXT   NOT NULL,
	made     BIGINT NOT NULL,
	maker    TEXT   NOT NULL,
	PRIMARY KEY (merchant, name)
);
-- What came in. Id: of the delivery and of what it says. Body: empty once it was read. Subject: of what it tells; changed: as of when that is so. Due: when it is read next, or whoever reads it must be done.
CREATE TABLE push_delivery (
	merchant TEXT   NOT NULL,
	door     TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	body     TEXT   NOT NULL,
	received BIGINT NOT NULL,
	state    TEXT   NOT NULL,
	told     TEXT   NOT NULL,
	subject  TEXT   NOT NULL,
	changed  BIGINT NOT NULL,
	tries    BIGINT NOT NULL,
	due      BIGINT NOT NULL,
	PRIMARY KEY (merchant, door, id)
);
CREATE INDEX push_delivery_due ON push_delivery (merchant, state, due);
CREATE INDEX push_delivery_received ON push_delivery (merchant, door, received);
