-- Offices change under If-Match like everything else; lists of clients by last change; whose number is this.

ALTER TABLE offices ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE INDEX clients_by_change ON clients (office_id, updated_at DESC, id DESC);
CREATE INDEX contact_points_by_value ON contact_points (office_id, value_index);
