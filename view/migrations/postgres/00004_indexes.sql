-- +goose Up
-- Whoever is looked up by a number or a name is wanted in the order of identifiers: an index that does not end in them is
-- passed over by SQLite, which then reads every row of the merchant, since these lie in that order.
DROP INDEX view_order_number;
CREATE INDEX view_order_number ON view_order (merchant, number, id);
DROP INDEX view_parcel_order;
CREATE INDEX view_parcel_order ON view_parcel (merchant, order_id, id);
DROP INDEX view_parcel_waybill;
CREATE INDEX view_parcel_waybill ON view_parcel (merchant, waybill, id) WHERE waybill <> '';
CREATE INDEX view_case_what ON view_case (merchant, what);
CREATE INDEX view_case_owner ON view_case (merchant, owner) WHERE closed = 0;
