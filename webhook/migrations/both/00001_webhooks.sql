-- +goose Up
-- How far the record of a merchant is told: deliveries are made of what is behind it, in the same transaction.
CREATE TABLE webhook_cursor (
	merchant TEXT   NOT NULL,
	place    BIGINT NOT NULL,
	PRIMARY KEY (merchant)
);
-- Who is told of what. Types: a list, empty for all. Secrets: sealed. Behind: what was recorded up to there is not told. Failing: since when nothing was taken, 0 for never.
CREATE TABLE webhook_subscription (
	merchant TEXT   NOT NULL,
	id       TEXT   NOT NULL,
	url      TEXT   NOT NULL,
	types    TEXT   NOT NULL,
	about    TEXT   NOT NULL,
	secrets  TEXT   NOT NULL,
	made     BIGINT NOT NULL,
	maker    TEXT   NOT NULL,
	state    TEXT   NOT NULL,
	why      TEXT   NOT NULL,
	since    BIGINT NOT NULL,
	behind   BIGINT NOT NULL,
	failing  BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
-- An event for a subscription, and what came of telling it. Turn is its place among those of its subject. Held: the process that is telling it, until it is due again.
CREATE TABLE webhook_delivery (
	merchant     TEXT   NOT NULL,
	subscription TEXT   NOT NULL,
	id           TEXT   NOT NULL,
	subject      TEXT   NOT NULL,
	turn         BIGINT NOT NULL,
	type         TEXT   NOT NULL,
	body         TEXT   NOT NULL,
	made         BIGINT NOT NULL,
	state        TEXT   NOT NULL,
	tries        BIGINT NOT NULL,
	due          BIGINT NOT NULL,
	held         TEXT   NOT NULL,
	tried        BIGINT NOT NULL,
	status       BIGINT NOT NULL,
	millis       BIGINT NOT NULL,
	answer       TEXT   NOT NULL,
	why          TEXT   NOT NULL,
	PRIMARY KEY (merchant, subscription, id)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (merchant, subscription, state, due);
CREATE INDEX webhook_delivery_turn ON webhook_delivery (merchant, subscription, subject, state, turn);
CREATE INDEX webhook_delivery_made ON webhook_delivery (merchant, subscription, made, id);
