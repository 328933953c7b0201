-- Records: what a docket's source said and what was corrected, and rows that were entered by mistake.

-- sealed JSON: what the source said, never changed; null for a docket entered by hand
ALTER TABLE dockets ADD COLUMN imported bytea;

-- Struck rows were entered by mistake (the wrong person's count, one count twice). They are kept, since findings and
-- corrections speak of them, and are no part of the record any more.
ALTER TABLE dockets ADD COLUMN struck_at timestamptz;
ALTER TABLE charges ADD COLUMN struck_at timestamptz;
ALTER TABLE charges DROP CONSTRAINT charges_docket_id_count_number_key;
CREATE UNIQUE INDEX charges_count ON charges (docket_id, count_number) WHERE struck_at IS NULL;

CREATE TABLE docket_corrections (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  docket_id  uuid NOT NULL REFERENCES dockets,
  field      text NOT NULL,
  -- sealed JSON {was, becomes}: docket numbers find a person in any court's public search
  change     bytea NOT NULL,
  source     text NOT NULL,
  reason     bytea,
  made_by    uuid,
  made_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX docket_corrections_by_docket ON docket_corrections (docket_id, made_at);
CALL protect('docket_corrections');
CALL append_only('docket_corrections');

-- The whole record of a client in one look-up.
CREATE INDEX charge_corrections_by_client ON charge_corrections (client_id, made_at);
CREATE INDEX docket_corrections_by_client ON docket_corrections (client_id, made_at);

-- Convictions across the caseload, in each order they are asked for. Days that are not known come last, so each list
-- is read in two stretches: those with a day, those without.
CREATE INDEX convictions_by_id ON charges (office_id, id) WHERE disposition = 'convicted' AND struck_at IS NULL;
CREATE INDEX convictions_by_day ON charges (office_id, disposition_date, id) WHERE disposition = 'convicted' AND struck_at IS NULL;

-- Case references count up by office and year without gaps: the row is locked until the case is there or given up.
CREATE TABLE case_counters (
  office_id uuid NOT NULL REFERENCES offices,
  year      integer NOT NULL,
  last      integer NOT NULL,
  PRIMARY KEY (office_id, year)
);
CALL protect('case_counters');

-- why the case went to its present stage, where that stage asks for a reason
ALTER TABLE cases ADD COLUMN stage_reason text;
CREATE INDEX cases_by_stage ON cases (office_id, stage, created_at DESC, id DESC);
