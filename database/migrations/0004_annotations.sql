-- What people write beside the figures; never a measurement.
CREATE TABLE annotation (
    cell        INTEGER PRIMARY KEY REFERENCES cell (id),
    note        TEXT    NOT NULL CHECK (length(note) BETWEEN 1 AND 2000),
    changed_utc TEXT    NOT NULL
) STRICT;
