-- +goose Up
-- Every row belongs to one merchant, who stands first in every key: no statement reads or writes rows of two.
-- The read tables are filled anew from the first fact; bookmarks are kept for every merchant there was.
CREATE TABLE view_bookmark (
	merchant TEXT COLLATE "C" NOT NULL,
	name     TEXT COLLATE "C" NOT NULL,
	place    TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant, name)
);
INSERT INTO view_bookmark (merchant, name, place)
	SELECT merchants.tenant, view_cursor.name, view_cursor.cursor
	FROM view_cursor CROSS JOIN (SELECT tenant FROM view_order UNION SELECT 'main') AS merchants
	WHERE view_cursor.name <> 'main';
DROP TABLE view_cursor;
-- One row for each merchant: the place behind the facts that were taken in, and when the newest one about an order or a parcel was recorded.
CREATE TABLE view_cursor (
	merchant TEXT COLLATE "C" NOT NULL,
	cursor   TEXT COLLATE "C" NOT NULL,
	recorded BIGINT NOT NULL,
	PRIMARY KEY (merchant)
);
DROP TABLE view_order;
CREATE TABLE view_order (
	merchant   TEXT COLLATE "C" NOT NULL,
	id         TEXT COLLATE "C" NOT NULL,
	number     TEXT COLLATE "C" NOT NULL,
	storefront TEXT COLLATE "C" NOT NULL,
	seller     TEXT COLLATE "C" NOT NULL,
	placed     BIGINT NOT NULL,
	country    TEXT COLLATE "C" NOT NULL,
	stage      TEXT COLLATE "C" NOT NULL,
	parcels    BIGINT NOT NULL,
	value      BIGINT NOT NULL,
	currency   TEXT COLLATE "C" NOT NULL,
	problem    TEXT COLLATE "C" NOT NULL,
	updated    BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
CREATE INDEX view_order_number ON view_order (merchant, number);
DROP TABLE view_parcel;
CREATE TABLE view_parcel (
	merchant  TEXT COLLATE "C" NOT NULL,
	id        TEXT COLLATE "C" NOT NULL,
	order_id  TEXT COLLATE "C" NOT NULL,
	warehouse TEXT COLLATE "C" NOT NULL,
	country   TEXT COLLATE "C" NOT NULL,
	weight    BIGINT NOT NULL,
	channel   TEXT COLLATE "C" NOT NULL,
	carrier   TEXT COLLATE "C" NOT NULL,
	waybill   TEXT COLLATE "C" NOT NULL,
	status    TEXT COLLATE "C" NOT NULL,
	milestone TEXT COLLATE "C" NOT NULL,
	booked    BIGINT NOT NULL,
	handed    BIGINT NOT NULL,
	ended     BIGINT NOT NULL,
	promised  BIGINT NOT NULL,
	cost      BIGINT NOT NULL,
	currency  TEXT COLLATE "C" NOT NULL,
	updated   BIGINT NOT NULL,
	attempt   BIGINT NOT NULL,
	refusals  BIGINT NOT NULL,
	asked     BIGINT NOT NULL,
	leaving   TEXT COLLATE "C" NOT NULL,
	departed  BIGINT NOT NULL,
	customs   BIGINT NOT NULL,
	due       BIGINT NOT NULL,
	awaits    TEXT COLLATE "C" NOT NULL,
	late      BIGINT NOT NULL,
	trail     TEXT COLLATE "C" NOT NULL,
	case_id   TEXT COLLATE "C" NOT NULL,
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
	merchant     TEXT COLLATE "C" NOT NULL,
	id           TEXT COLLATE "C" NOT NULL,
	what         TEXT COLLATE "C" NOT NULL,
	order_id     TEXT COLLATE "C" NOT NULL,
	parcel_id    TEXT COLLATE "C" NOT NULL,
	channel      TEXT COLLATE "C" NOT NULL,
	lane         TEXT COLLATE "C" NOT NULL,
	opened       BIGINT NOT NULL,
	closed       BIGINT NOT NULL,
	why          TEXT COLLATE "C" NOT NULL,
	owner        TEXT COLLATE "C" NOT NULL,
	due          BIGINT NOT NULL,
	overdue      BIGINT NOT NULL,
	parcels      BIGINT NOT NULL,
	parcels_left BIGINT NOT NULL,
	PRIMARY KEY (merchant, id)
);
DROP TABLE view_switch;
CREATE TABLE view_switch (
	merchant     TEXT COLLATE "C" NOT NULL,
	id           TEXT COLLATE "C" NOT NULL,
	lane         TEXT COLLATE "C" NOT NULL,
	channel      TEXT COLLATE "C" NOT NULL,
	trigger_name TEXT COLLATE "C" NOT NULL,
	phase        TEXT COLLATE "C" NOT NULL,
	share        BIGINT NOT NULL,
	stop         BIGINT NOT NULL,
	since        BIGINT NOT NULL,
	case_id      TEXT COLLATE "C" NOT NULL,
	times        BIGINT NOT NULL,
	book         TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant, id)
);
DROP TABLE view_count;
CREATE TABLE view_count (
	merchant TEXT COLLATE "C" NOT NULL,
	what     TEXT COLLATE "C" NOT NULL,
	period   BIGINT NOT NULL,
	lane     TEXT COLLATE "C" NOT NULL,
	channel  TEXT COLLATE "C" NOT NULL,
	hours    BIGINT NOT NULL,
	n        BIGINT NOT NULL,
	PRIMARY KEY (merchant, what, period, lane, channel, hours)
);
-- What all of a merchant's orders, parcels, cases and switches add up to, carried forward with the facts.
CREATE TABLE view_figure (
	merchant TEXT COLLATE "C" NOT NULL,
	name     TEXT COLLATE "C" NOT NULL,
	n        BIGINT NOT NULL,
	PRIMARY KEY (merchant, name)
);
