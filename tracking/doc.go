// Package tracking answers where a parcel is: it folds scans into milestones and
// statuses, says what is awaited next and what should have happened and did not,
// and tells whose a tracking number can be.
package tracking
