-- +goose Up
-- Every row belongs to one merchant, who stands first in every key: no statement reads or writes rows of two.
-- The read tables are filled anew from the first fact; bookmarks are kept for every merchant there was.
CREATE TABLE view_bookmark (
	merchant TEXT NOT NULL,
	name     TEXT NOT NULL,
	place    TEXT NOT NULL,
	PRIMARY KEY (merchant, name)
);
INSERT INTO view_bookmark (merchant, name, place)
	SELECT merchants.tenant, view_cursor.name, view_cursor.cursor
	FROM view_cursor CROSS JOIN (SELECT tenant FROM view_order UNION SELECT 'main') AS merchants
	WHERE view_cursor.name <> 'main';
DROP TABLE view_cursor;
-- One row for each merchant: the place behind the facts that were taken in, and when the newest one about an order or a parcel was recorded.
CREATE TABLE view_cursor (
	merchant TEXT NOT NULL,
	cursor   TEXT NOT NULL,
	recorded BIGINT NOT NULL,
	PRIMARY KEY (merchant)
);
DROP TABLE view_order;
CREATE TABLE view_order (
	merchant   TEXT NOT NULL,
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
	PRIMARY KEY (merchant, id)
);
CREATE INDEX view_order_number ON view_order (merchant, number);
DROP TABLE view_parcel;
CREATE TABLE view_parcel (
	merchant  TEXT NOT NULL,
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
	booked    BIGINT NOT NULL,
	handed    BIGINT NOT NULL,
	ended     BIGINT NOT NULL,
	promised  BIGINT NOT NULL,
	cost      BIGINT NOT NULL,
	currency  TEXT NOT NULL,
	updated   BIGINT NOT NULL,
	attempt   BIGINT NOT NULL,
	refusals  BIGINT NOT NULL,
	asked     BIGINT NOT NULL,
	leaving   TEXT NOT NULL,
	departed  BIGINT NOT NULL,
	customs   BIGINT NOT NULL,
	due       BIGINT NOT NULL,
	awaits    TEXT NOT NULL,
	late      BIGINT NOT NULL,
	trail     TEXT NOT NULL,
	case_id   TEXT NOT NULL,
	cased     BIGINT NOT NULL,
	warned    BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
CREATE INDEX view_parcel_waybill ON view_parcel (merchant, waybill) WHERE waybill <> '';
CREATE INDEX view_parcel_order ON view_parcel (merchant, order_id);
CREATE INDEX view_parcel_open ON view_parcel (merchant, warehouse, country, channel, id) WHERE ended = 0;
CREATE INDEX view_parcel_promised ON view_parcel (merchant, promised) WHERE ended = 0 AND promised > 0;
CREATE INDEX view_parcel_case ON view_parcel (merchant, case_id, id) WHERE case_id <> '';
DROP TABLE view_case;
CREATE TABLE view_case (
	merchant     TEXT NOT NULL,
	id           TEXT NOT NULL,
	what         TEXT NOT NULL,
	order_id     TEXT NOT NULL,
	parcel_id    TEXT NOT NULL,
	channel      TEXT NOT NULL,
	lane         TEXT NOT NULL,
	opened       BIGINT NOT NULL,
	closed       BIGINT NOT NULL,
	why          TEXT NOT NULL,
	owner        TEXT NOT NULL,
	due          BIGINT NOT NULL,
	overdue      BIGINT NOT NULL,
	parcels      BIGINT NOT NULL,
	parcels_left BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
DROP TABLE view_switch;
CREATE TABLE view_switch (
	merchant     TEXT NOT NULL,
	id           TEXT NOT NULL,
	lane         TEXT NOT NULL,
	channel      TEXT NOT NULL,
	trigger_name TEXT NOT NULL,
	phase        TEXT NOT NULL,
	share        BIGINT NOT NULL,
	stop         BIGINT NOT NULL,
	since        BIGINT NOT NULL,
	case_id      TEXT NOT NULL,
	times        BIGINT NOT NULL,
	book         TEXT NOT NULL,
	PRIMARY KEY (merchant, id)
);
DROP TABLE view_count;
CREATE TABLE view_count (
	merchant TEXT NOT NULL,
	what     TEXT NOT NULL,
	period   BIGINT NOT NULL,
	lane     TEXT NOT NULL,
	channel  TEXT NOT NULL,
	hours    BIGINT NOT NULL,
	n        BIGINT NOT NULL,
	PRIMARY KEY (merchant, what, period, lane, channel, hours)
);
-- What all of a merchant's orders, parcels, cases and switches add up to, carried forward with the facts.
CREATE TABLE view_figure (
	merchant TEXT NOT NULL,
	name     TEXT NOT NULL,
	n        BIGINT NOT NULL,
	PRIMARY KEY (merchant, name)
);
