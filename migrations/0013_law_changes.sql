-- What the law of a client's own jurisdictions was at the last check: when only other law changed, nothing is written anew.
ALTER TABLE client_standings ADD COLUMN law_parts text;

-- One look at an office's whole caseload after the law that the program judges by changed.
CREATE TABLE law_sweeps (
  id        uuid PRIMARY KEY,
  office_id uuid NOT NULL REFERENCES offices,
  law_hash  text NOT NULL,
  -- the job whose parts check the caseload, page by page; its row is forgotten when it is old
  job_id    uuid NOT NULL,
  clients   integer NOT NULL,
  begun_at  timestamptz NOT NULL,
  -- when the digests were made; clients left are those that could not be checked
  ended_at  timestamptz,
  clients_left integer
);
CREATE UNIQUE INDEX law_sweeps_under_way ON law_sweeps (office_id, law_hash) WHERE ended_at IS NULL;
CREATE INDEX law_sweeps_by_office ON law_sweeps (office_id, begun_at DESC, id);
CALL protect('law_sweeps');

-- What a change of the law did to one road of one charge. Findings are kept, so ids are enough.
CREATE TABLE law_effects (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  sweep_id   uuid NOT NULL REFERENCES law_sweeps,
  client_id  uuid NOT NULL REFERENCES clients,
  charge_id  uuid NOT NULL REFERENCES charges,
  provision  text NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('opened', 'moved', 'possible', 'in-doubt', 'lost')),
  before_id  uuid REFERENCES findings,
  after_id   uuid REFERENCES findings,
  UNIQUE (sweep_id, charge_id, provision)
);
CREATE INDEX law_effects_by_client ON law_effects (client_id);
CREATE INDEX law_effects_by_sweep ON law_effects (sweep_id, id);
CALL protect('law_effects');

-- What one attorney is told of a sweep: how many charges of each kind. The rest is behind the sign-in.
CREATE TABLE law_digests (
  id        uuid PRIMARY KEY,
  office_id uuid NOT NULL REFERENCES offices,
  sweep_id  uuid NOT NULL REFERENCES law_sweeps,
  user_id   uuid NOT NULL REFERENCES users,
  counts    jsonb NOT NULL,
  made_at   timestamptz NOT NULL,
  sent_at   timestamptz,
  UNIQUE (sweep_id, user_id)
);
CALL protect('law_digests');
