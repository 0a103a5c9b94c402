-- +goose Up
-- The numbers under which other carriers have parcels too, so that a parcel is found by each of them. Of parcels that are here none was told.
CREATE TABLE view_onward (
	merchant TEXT NOT NULL,
	parcel   TEXT NOT NULL,
	number   TEXT NOT NULL,
	carrier  TEXT NOT NULL,
	since    BIGINT NOT NULL,
	PRIMARY KEY (merchant, number, parcel)
);
CREATE INDEX view_onward_parcel ON view_onward (merchant, parcel);
