package db

// Distribute is what DistributeCitus does where Citus is there.
var Distribute = (*DB).distribute
