-- +goose Up
-- With which batch a label was printed is found without reading what is on its way. Of parcels that are here none was.
ALTER TABLE view_parcel ADD COLUMN printed TEXT NOT NULL DEFAULT '';
CREATE INDEX view_parcel_printed ON view_parcel (merchant, printed) WHERE printed <> '';
