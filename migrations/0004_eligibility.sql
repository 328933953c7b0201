-- What the law said of a record on a day. Rows are never changed: a later check adds its own.

CREATE TABLE eligibility_checks (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  -- the day asked for
  on_day     date NOT NULL,
  law_hash   text NOT NULL,
  -- sealed JSON: the person as the law was asked about, and the reasons by finding
  facts      bytea NOT NULL,
  because    bytea NOT NULL,
  reason     text NOT NULL CHECK (reason IN ('record-changed', 'asked', 'day-passed', 'law-changed')),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX eligibility_checks_by_client ON eligibility_checks (client_id, created_at DESC);
CALL protect('eligibility_checks');
CALL append_only('eligibility_checks');

CREATE TABLE findings (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  check_id   uuid NOT NULL REFERENCES eligibility_checks,
  charge_id  uuid NOT NULL REFERENCES charges,
  -- null when the jurisdiction is not modelled: the charge is kept, and says so
  provision  text,
  version    text,
  citation   text,
  remedy     text,
  process    text,
  result     text NOT NULL CHECK (result IN ('eligible', 'automatic', 'not-yet', 'not-eligible', 'needs-facts', 'attorney-decides')),
  opens_on   date,
  closes_on  date,
  missing    jsonb NOT NULL,
  questions  jsonb NOT NULL,
  confidence text,
  checks     jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX findings_once ON findings (check_id, charge_id, coalesce(provision, ''));
CREATE INDEX findings_by_charge ON findings (charge_id, created_at DESC);
CREATE INDEX findings_by_office ON findings (office_id, created_at DESC, id DESC);
CALL protect('findings');
CALL append_only('findings');

-- Where each client stands now: the latest check, and the next day on which an answer could change by itself.
CREATE TABLE client_standings (
  client_id  uuid PRIMARY KEY REFERENCES clients,
  office_id  uuid NOT NULL REFERENCES offices,
  check_id   uuid NOT NULL REFERENCES eligibility_checks,
  checked_on date NOT NULL,
  law_hash   text NOT NULL,
  next_day   date
);
CREATE INDEX client_standings_due ON client_standings (office_id, next_day);
CREATE INDEX client_standings_law ON client_standings (office_id, law_hash);
CALL protect('client_standings');

-- The best answer for each charge, for lists over the whole caseload.
CREATE TABLE charge_standings (
  charge_id  uuid PRIMARY KEY REFERENCES charges,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  finding_id uuid NOT NULL REFERENCES findings,
  result     text NOT NULL,
  jurisdiction text NOT NULL,
  convicted  boolean NOT NULL,
  -- the next day that matters: opens_on, or closes_on of an open window
  next_on    date
);
CREATE INDEX charge_standings_by_day ON charge_standings (office_id, next_on, charge_id);
CREATE INDEX charge_standings_by_result ON charge_standings (office_id, result, next_on, charge_id);
CREATE INDEX charge_standings_by_client ON charge_standings (client_id);
CALL protect('charge_standings');

-- An attorney's signed decision on a finding. A change of mind is a new row.
CREATE TABLE determinations (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  charge_id  uuid NOT NULL REFERENCES charges,
  finding_id uuid NOT NULL REFERENCES findings,
  provision  text NOT NULL,
  decision   text NOT NULL CHECK (decision IN ('confirmed', 'rejected')),
  -- sealed JSON: answers to the finding's questions, statements the papers may make, the attorney's reasons
  answers    bytea NOT NULL,
  decided_by uuid NOT NULL REFERENCES users,
  decided_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX determinations_by_finding ON determinations (finding_id, decided_at DESC);
CREATE INDEX determinations_by_charge ON determinations (charge_id, provision, decided_at DESC);
CALL protect('determinations');
CALL append_only('determinations');
