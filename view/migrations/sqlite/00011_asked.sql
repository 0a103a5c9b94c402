-- +goose Up
-- What a carrier was asked of each number that is open, and when it is to be asked again. It follows from no facts and may be lost.
CREATE TABLE view_asked (
	merchant TEXT NOT NULL,
	carrier  TEXT NOT NULL,
	number   TEXT NOT NULL,
	parcel   TEXT NOT NULL,
	seen     BIGINT NOT NULL,
	asked    BIGINT NOT NULL,
	told     BIGINT NOT NULL,
	silent   BIGINT NOT NULL,
	pace     BIGINT NOT NULL,
	wanted   BIGINT NOT NULL,
	PRIMARY KEY (merchant, carrier, number)
);
CREATE INDEX view_asked_wanted ON view_asked (merchant, carrier, pace, wanted);
CREATE INDEX view_parcel_booked ON view_parcel (merchant, carrier, booked) WHERE ended = 0 AND booked > 0;
