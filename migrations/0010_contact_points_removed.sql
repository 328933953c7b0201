-- A contact point that is taken away is wiped and marked unsafe; reminders that speak of it keep their row.
ALTER TABLE contact_points ADD COLUMN removed_at timestamptz;
