-- Deadlines set by hand say what they are for.

-- sealed: the office's own words; null for a day that follows from a finding, whose provision says it
ALTER TABLE deadlines ADD COLUMN note bytea;
-- who set it; null for a day that follows from a finding
ALTER TABLE deadlines ADD COLUMN set_by uuid;

-- Lists by day hold every status; the partial index above serves the open ones.
CREATE INDEX deadlines_by_day ON deadlines (office_id, on_day, id);
