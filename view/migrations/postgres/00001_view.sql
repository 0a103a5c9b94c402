-- +goose Up
CREATE TABLE view_order (
	tenant     TEXT NOT NULL,
	id         TEXT NOT NULL,
	number     TEXT NOT NULL,
	storefront TEXT NOT NULL,
	seller     TEXT NOT NULL,
	placed     BIGINT NOT NULL,
	country    TEXT NOT NULL,
	stage      TEXT NOT NULL,
	parcels    BIGINT NOT NULL,
	value      BIGINT NOT NULL,
	currency   TEXT NOT NULL,
	problem    TEXT NOT NULL,
	updated    BIGINT NOT NULL,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX view_order_number ON view_order (tenant, number);
CREATE TABLE view_parcel (
	tenant    TEXT NOT NULL,
	id        TEXT NOT NULL,
	order_id  TEXT NOT NULL,
	warehouse TEXT NOT NULL,
	country   TEXT NOT NULL,
	weight    BIGINT NOT NULL,
	channel   TEXT NOT NULL,
	carrier   TEXT NOT NULL,
	waybill   TEXT NOT NULL,
	status    TEXT NOT NULL,
	milestone TEXT NOT NULL,
	attempt   BIGINT NOT NULL,
	refusals  BIGINT NOT NULL,
	booked    BIGINT NOT NULL,
	handed    BIGINT NOT NULL,
	ended     BIGINT NOT NULL,
	promised  BIGINT NOT NULL,
	cost      BIGINT NOT NULL,
	currency  TEXT NOT NULL,
	updated   BIGINT NOT NULL,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX view_parcel_waybill ON view_parcel (tenant, waybill) WHERE waybill <> '';
CREATE INDEX view_parcel_order ON view_parcel (tenant, order_id);
CREATE TABLE view_case (
	tenant    TEXT NOT NULL,
	id        TEXT NOT NULL,
	what      TEXT NOT NULL,
	order_id  TEXT NOT NULL,
	parcel_id TEXT NOT NULL,
	opened    BIGINT NOT NULL,
	closed    BIGINT NOT NULL,
	why       TEXT NOT NULL,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX view_case_parcel ON view_case (tenant, parcel_id) WHERE closed = 0;
CREATE TABLE view_cursor (
	name   TEXT PRIMARY KEY,
	cursor TEXT NOT NULL
);
