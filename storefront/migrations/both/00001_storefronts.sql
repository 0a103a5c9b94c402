-- +goose Up
-- The storefronts of a merchant, by the names that their orders bear. Credentials: sealed. Asked: what changed since then is asked for next. Due: when it is visited next, or whoever visits it must have said again that he does.
CREATE TABLE storefront_connection (
	merchant    TEXT   NOT NULL,
	name        TEXT   NOT NULL,
	sort        TEXT   NOT NULL,
	url         TEXT   NOT NULL,
	warehouse   TEXT   NOT NULL,
	location    TEXT   NOT NULL,
	orders      BIGINT NOT NULL,
	parcels     TEXT   NOT NULL,
	complete    BIGINT NOT NULL,
	stock       BIGINT NOT NULL,
	mapping     TEXT   NOT NULL,
	credentials TEXT   NOT NULL,
	made        BIGINT NOT NULL,
	maker       TEXT   NOT NULL,
	state       TEXT   NOT NULL,
	why         TEXT   NOT NULL,
	since       BIGINT NOT NULL,
	asked       BIGINT NOT NULL,
	pulled      BIGINT NOT NULL,
	fails       BIGINT NOT NULL,
	due         BIGINT NOT NULL,
	held        TEXT   NOT NULL,
	PRIMARY KEY (merchant, name)
);
-- How far the record of a merchant was read for what its storefronts are told.
CREATE TABLE storefront_cursor (
	merchant TEXT   NOT NULL,
	place    BIGINT NOT NULL,
	PRIMARY KEY (merchant)
);
-- How a storefront itself names an order.
CREATE TABLE storefront_order (
	merchant   TEXT NOT NULL,
	storefront TEXT NOT NULL,
	id         TEXT NOT NULL,
	remote     TEXT NOT NULL,
	PRIMARY KEY (merchant, storefront, id)
);
CREATE INDEX storefront_order_remote ON storefront_order (merchant, storefront, remote);
-- Parcels that a storefront is told of, and what came of it.
CREATE TABLE storefront_parcel (
	merchant   TEXT   NOT NULL,
	storefront TEXT   NOT NULL,
	parcel     TEXT   NOT NULL,
	waybill    TEXT   NOT NULL,
	made       BIGINT NOT NULL,
	state      TEXT   NOT NULL,
	tries      BIGINT NOT NULL,
	due        BIGINT NOT NULL,
	why        TEXT   NOT NULL,
	PRIMARY KEY (merchant, storefront, parcel, waybill)
);
CREATE INDEX storefront_parcel_due ON storefront_parcel (merchant, storefront, state, due);
-- Products whose level a storefront is told. Turn: where in the record it changed last; told: up to where it was told, when due is past.
CREATE TABLE storefront_stock (
	merchant   TEXT   NOT NULL,
	storefront TEXT   NOT NULL,
	sku        TEXT   NOT NULL,
	turn       BIGINT NOT NULL,
	told       BIGINT NOT NULL,
	due        BIGINT NOT NULL,
	why        TEXT   NOT NULL,
	PRIMARY KEY (merchant, storefront, sku)
);
