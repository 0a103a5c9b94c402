-- +goose Up
-- A worker finds the wishes of its kinds without reading all others that are due before them.
CREATE INDEX wishes_kind ON wishes (kind, due, pos) WHERE due > 0;
DROP INDEX wishes_due;
