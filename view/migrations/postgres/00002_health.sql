-- +goose Up
-- The read tables are filled anew from the first fact.
DROP TABLE view_parcel;
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
	asked     BIGINT NOT NULL,
	departed  BIGINT NOT NULL,
	customs   BIGINT NOT NULL,
	due       BIGINT NOT NULL,
	awaits    TEXT NOT NULL,
	late      BIGINT NOT NULL,
	diverted  BIGINT NOT NULL,
	told      BIGINT NOT NULL,
	case_id   TEXT NOT NULL,
	cased     BIGINT NOT NULL,
	trail     TEXT NOT NULL,
	PRIMARY KEY (tenant, id)
);
CREATE INDEX view_parcel_waybill ON view_parcel (tenant, waybill) WHERE waybill <> '';
CREATE INDEX view_parcel_order ON view_parcel (tenant, order_id);
CREATE INDEX view_parcel_open ON view_parcel (tenant, warehouse, country, channel, id) WHERE ended = 0;
CREATE INDEX view_parcel_case ON view_parcel (tenant, case_id, id) WHERE case_id <> '';
DROP TABLE view_case;
CREATE TABLE view_case (
	tenant       TEXT NOT NULL,
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
	PRIMARY KEY (tenant, id)
);
CREATE TABLE view_switch (
	tenant       TEXT NOT NULL,
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
	PRIMARY KEY (tenant, id)
);
CREATE TABLE view_count (
	tenant  TEXT NOT NULL,
	what    TEXT NOT NULL,
	period  BIGINT NOT NULL,
	lane    TEXT NOT NULL,
	channel TEXT NOT NULL,
	hours   BIGINT NOT NULL,
	n       BIGINT NOT NULL,
	PRIMARY KEY (tenant, what, period, lane, channel, hours)
);
DELETE FROM view_order;
DELETE FROM view_cursor WHERE name = 'main';
