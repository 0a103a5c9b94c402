-- +goose Up
-- Where each stream begins, so that one without a balance is known to have facts.
CREATE INDEX facts_begin ON facts (merchant, stream) WHERE prev = 0;
