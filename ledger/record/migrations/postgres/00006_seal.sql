-- +goose Up
-- A hash over all else that is in the row of a balance, so that one that was changed is not decided by.
ALTER TABLE balances ADD COLUMN seal BYTEA NOT NULL DEFAULT '';
