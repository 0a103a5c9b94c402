-- +goose Up
-- The kinds of cases, and who has an open one, are found without reading the cases.
CREATE INDEX view_case_what ON view_case (merchant, what);
CREATE INDEX view_case_owner ON view_case (merchant, owner) WHERE closed = 0;
