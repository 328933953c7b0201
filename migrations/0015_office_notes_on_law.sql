-- What an attorney recorded for the office beside the law on file: how the office reads a clause, what is done locally,
-- or what the shared data has wrong. The shared data is never touched. A note names no client, so its words are not sealed.
CREATE TABLE law_notes (
  id           uuid PRIMARY KEY,
  office_id    uuid NOT NULL REFERENCES offices,
  kind         text NOT NULL CHECK (kind IN ('reading', 'practice', 'correction')),
  jurisdiction text NOT NULL CHECK (jurisdiction ~ '^[A-Z]{2}$'),
  -- null: every provision of the jurisdiction. The law on file may lose what is named here; the note stays.
  provision    text,
  -- a version as findings call it; null: every one
  provision_version text,
  -- the clause, by keys and list positions of the version ('when.all.1')
  path         text,
  county       text,
  text         text NOT NULL,
  source       text NOT NULL,
  -- the day of the source
  source_day   date,
  -- of a correction: values by key of the version, and what the shared data said there when it was written, by version
  patch        jsonb,
  replaces     jsonb,
  -- first and last day on which it applies, both included
  applies_from  date,
  applies_until date,
  author_id    uuid NOT NULL REFERENCES users,
  -- the office's day
  recorded_on  date NOT NULL,
  -- the note it takes the place of
  supersedes   uuid UNIQUE REFERENCES law_notes,
  -- its words and days as they were, with the number of that version, who changed them and when
  earlier      jsonb NOT NULL DEFAULT '[]',
  withdrawn_at timestamptz,
  withdrawn_by uuid REFERENCES users,
  withdrawal_reason text,
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CHECK ((kind = 'correction') = (patch IS NOT NULL AND replaces IS NOT NULL)),
  CHECK (kind = 'practice' OR provision IS NOT NULL),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawal_reason IS NULL)),
  CHECK (applies_until >= applies_from)
);
CREATE INDEX law_notes_by_office ON law_notes (office_id, id);
CALL protect('law_notes');
-- Findings name their notes for ever: a note is withdrawn, never deleted.
CREATE TRIGGER law_notes_stay BEFORE DELETE ON law_notes FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Notes that stood when the answer was given: [{noteId, noteVersion, kind, was}]; `was`: what the shared data says where
-- a correction changed the answer.
ALTER TABLE findings ADD COLUMN office jsonb NOT NULL DEFAULT '[]';

-- law_hash is the law as the office reads it; this is the program's law under it. Null in older rows, where they are one.
ALTER TABLE law_sweeps ADD COLUMN shared_law text;
