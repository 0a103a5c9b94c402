-- +goose Up
-- The codes of carriers that are not known, counted. They are counted from the first fact on: the read tables are filled anew.
CREATE TABLE view_unmapped (
	merchant TEXT COLLATE "C" NOT NULL,
	id       TEXT COLLATE "C" NOT NULL,
	carrier  TEXT COLLATE "C" NOT NULL,
	code     TEXT COLLATE "C" NOT NULL,
	times    BIGINT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at  BIGINT NOT NULL,
	parcel   TEXT COLLATE "C" NOT NULL,
	order_id TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (merchant, id)
);
DELETE FROM view_cursor;
DELETE FROM view_order;
DELETE FROM view_parcel;
DELETE FROM view_case;
DELETE FROM view_switch;
DELETE FROM view_count;
DELETE FROM view_figure;
