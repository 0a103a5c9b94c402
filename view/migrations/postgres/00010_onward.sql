-- +goose Up
-- The numbers under which other carriers have parcels too, so that a parcel is found by each of them. Of parcels that are here none was told.
CREATE TABLE view_onward (
	merchant TEXT COLLATE "C" NOT NULL,
	parcel   TEXT COLLATE "C" NOT NULL,
	number   TEXT COLLATE "C" NOT NULL,
	carrier  TEXT COLLATE "C" NOT NULL,
	since    BIGINT NOT NULL,
	PRIMARY KEY (merchant, number, parcel)
);
CREATE INDEX view_onward_parcel ON view_onward (merchant, parcel);
