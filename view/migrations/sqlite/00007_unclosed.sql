-- +goose Up
-- What a carrier closes, and has not closed yet, is found without reading what it closed. Of parcels that are here nobody was asked to.
ALTER TABLE view_parcel ADD COLUMN unclosed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX view_parcel_unclosed ON view_parcel (merchant, unclosed) WHERE unclosed > 0;
