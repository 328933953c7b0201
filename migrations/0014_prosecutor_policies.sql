-- What a prosecutor's office says it does not charge and does not contest, as this legal aid office recorded it. Public
-- matter, so not sealed: nothing of a client belongs here.
CREATE TABLE prosecutor_policies (
  id           uuid PRIMARY KEY,
  office_id    uuid NOT NULL REFERENCES offices,
  jurisdiction text NOT NULL,
  -- every name of each county; empty: the whole jurisdiction
  counties     text[] NOT NULL,
  prosecutor   text NOT NULL,
  title        text,
  since        date NOT NULL,
  -- first day no longer in force; null: not known to have ended
  until        date,
  clauses      jsonb NOT NULL,
  sources      jsonb NOT NULL,
  confidence   text NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
  checks       text[] NOT NULL,
  note         text,
  -- id of a policy on file with the law whose place it takes for this office
  replaces     text,
  recorded_by  uuid NOT NULL REFERENCES users,
  recorded_at  timestamptz NOT NULL,
  changed_by   uuid NOT NULL REFERENCES users,
  changed_at   timestamptz NOT NULL,
  -- taken back by the legal aid office: kept, and not judged by any more
  withdrawn_by uuid REFERENCES users,
  withdrawn_at timestamptz,
  withdrawal_reason text,
  version      integer NOT NULL DEFAULT 1,
  CHECK (until > since),
  CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
CREATE INDEX prosecutor_policies_by_place ON prosecutor_policies (office_id, jurisdiction, id);
CALL protect('prosecutor_policies');
