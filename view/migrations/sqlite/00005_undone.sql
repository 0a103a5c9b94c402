-- +goose Up
-- What an import leaves undone is counted without reading what is on its way.
CREATE INDEX view_order_waiting ON view_order (merchant, updated) WHERE stage = 'waiting';
CREATE INDEX view_parcel_stuck ON view_parcel (merchant, updated) WHERE status = 'exception' AND booked = 0 AND asked = 0;
