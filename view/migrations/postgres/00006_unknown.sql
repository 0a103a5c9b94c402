-- +goose Up
-- What an order is worth of which a price was not told is not known: the read tables are filled anew from the first fact.
DELETE FROM view_cursor;
DELETE FROM view_order;
DELETE FROM view_parcel;
DELETE FROM view_case;
DELETE FROM view_switch;
DELETE FROM view_count;
DELETE FROM view_figure;
