-- +goose Up
-- The roll names every merchant, one on each line, in one row outside the rows of any: a merchant that was taken out of
-- all other tables is missed.
CREATE TABLE roll (names TEXT NOT NULL);
INSERT INTO roll SELECT coalesce(string_agg(merchant || E'\n', '' ORDER BY merchant), '') FROM merchants;
-- Of an erased document nothing is left but that there was one, and since when it is not there. An audit finds them all.
UPDATE documents SET media = '' WHERE erased <> 0;
CREATE INDEX documents_erased ON documents (merchant, id) WHERE erased <> 0;
