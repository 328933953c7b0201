-- Clients and their criminal records. Everything that could name a person is sealed with that client's own data key:
-- when the key row is wiped, the text is gone from this database and from every backup of it.

CREATE TABLE clients (
  id          uuid PRIMARY KEY,
  office_id   uuid NOT NULL REFERENCES offices,
  -- sealed JSON: legal name, preferred name, pronouns, birth date, identifiers
  identity    bytea NOT NULL,
  -- sealed JSON: trafficking facts and the facts of the whole person that the law asks for
  facts       bytea NOT NULL,
  languages   text[] NOT NULL DEFAULT '{}',
  status      text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')),
  -- may the office get in touch again after closing, e.g. when the law changes? null = not asked
  recontact   boolean,
  created_by  uuid,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX clients_by_office ON clients (office_id, created_at DESC, id DESC);
CALL protect('clients');

CREATE TABLE client_keys (
  client_id    uuid PRIMARY KEY REFERENCES clients,
  office_id    uuid NOT NULL REFERENCES offices,
  -- data key of the client, wrapped by the office's key; null once destroyed
  wrapped_key  bytea,
  destroyed_at timestamptz
);
CALL protect('client_keys');

CREATE TABLE client_names (
  id        uuid PRIMARY KEY,
  office_id uuid NOT NULL REFERENCES offices,
  client_id uuid NOT NULL REFERENCES clients,
  kind      text NOT NULL CHECK (kind IN ('legal', 'preferred', 'alias')),
  name      bytea NOT NULL
);
CREATE INDEX client_names_by_client ON client_names (client_id);
CALL protect('client_names');

-- Blind indexes: keyed hashes of each word of a name, as written and as it sounds.
CREATE TABLE client_name_words (
  office_id uuid NOT NULL REFERENCES offices,
  client_id uuid NOT NULL REFERENCES clients,
  name_id   uuid NOT NULL REFERENCES client_names ON DELETE CASCADE,
  how       text NOT NULL CHECK (how IN ('exact', 'sounds-like')),
  word      bytea NOT NULL,
  PRIMARY KEY (office_id, how, word, name_id)
);
CREATE INDEX client_name_words_by_name ON client_name_words (name_id);
CALL protect('client_name_words');

CREATE TABLE contact_points (
  id           uuid PRIMARY KEY,
  office_id    uuid NOT NULL REFERENCES offices,
  client_id    uuid NOT NULL REFERENCES clients,
  kind         text NOT NULL CHECK (kind IN ('phone', 'email', 'address')),
  value        bytea NOT NULL,
  value_index  bytea NOT NULL,
  -- null = nobody asked; only true allows a message
  safe         boolean,
  -- what it may be used for, e.g. {reminders}; empty = nothing
  purposes     text[] NOT NULL DEFAULT '{}',
  -- local hours of the office's day in which it may be used; both null = any
  from_hour    smallint CHECK (from_hour BETWEEN 0 AND 23),
  until_hour   smallint CHECK (until_hour BETWEEN 1 AND 24),
  -- sealed: who may pick up, and anything a colleague must know before using it
  note         bytea,
  confirmed_on date,
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CHECK ((from_hour IS NULL) = (until_hour IS NULL) AND (from_hour IS NULL OR from_hour < until_hour))
);
CREATE INDEX contact_points_by_client ON contact_points (client_id);
CALL protect('contact_points');

-- One court case, or one arrest that led to none.
CREATE TABLE dockets (
  id            uuid PRIMARY KEY,
  office_id     uuid NOT NULL REFERENCES offices,
  client_id     uuid NOT NULL REFERENCES clients,
  jurisdiction  text NOT NULL,
  county        text,
  court         text,
  -- sealed: a docket number finds a person in any court's public search
  number        bytea,
  number_index  bytea,
  arrest        bytea,
  source        text NOT NULL,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dockets_by_client ON dockets (client_id, created_at, id);
CREATE INDEX dockets_by_number ON dockets (office_id, number_index);
CALL protect('dockets');

-- One count. Columns hold what is believed now; `imported` holds what the source said and never changes;
-- charge_corrections says who changed what, and why.
CREATE TABLE charges (
  id            uuid PRIMARY KEY,
  office_id     uuid NOT NULL REFERENCES offices,
  client_id     uuid NOT NULL REFERENCES clients,
  docket_id     uuid NOT NULL REFERENCES dockets,
  count_number  integer NOT NULL CHECK (count_number >= 1),
  citation      text,
  title         text,
  conduct       text,
  grade         text,
  role          text,
  arrest_charge text,
  first_charged_as text,
  -- the offence in the table of the code that the citation was recognised as; null = not recognised
  recognised_as text,
  offence_date  date,
  arrest_date   date,
  charged_on    date,
  disposition   text CHECK (disposition IN ('convicted', 'adjudication-withheld', 'deferred', 'diverted', 'dismissed',
                  'dismissed-with-prejudice', 'nolle-prosequi', 'acquitted', 'not-charged', 'juvenile-adjudicated', 'pending', 'vacated')),
  disposition_date date,
  sentenced_on  date,
  incarcerated  boolean,
  jail_days     integer CHECK (jail_days >= 0),
  released_on   date,
  probation     boolean,
  probation_ended_on date,
  final_discharge_on date,
  program_completed_on date,
  sentence_completed_on date,
  fine_usd      numeric(12, 2) CHECK (fine_usd >= 0),
  fees_usd      numeric(12, 2) CHECK (fees_usd >= 0),
  restitution_usd numeric(12, 2) CHECK (restitution_usd >= 0),
  money_owed    numeric(12, 2) CHECK (money_owed >= 0),
  restitution_owed numeric(12, 2) CHECK (restitution_owed >= 0),
  money_paid_on date,
  trafficking_nexus boolean,
  coerced       boolean,
  violent       boolean,
  weapon        boolean,
  bodily_injury boolean,
  minor_victim  boolean,
  registration_required boolean,
  prosecutor_consents boolean,
  all_charges_of_case_ended boolean,
  cleared_on    date,
  -- rarer facts by their vocabulary name
  facts         jsonb NOT NULL DEFAULT '{}',
  source        text NOT NULL,
  imported      jsonb,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (docket_id, count_number),
  CHECK (disposition_date >= offence_date),
  CHECK (arrest_date >= offence_date),
  CHECK (charged_on >= offence_date),
  CHECK (sentenced_on >= disposition_date),
  CHECK (released_on >= offence_date)
);
CREATE INDEX charges_by_client ON charges (client_id, offence_date, id);
CALL protect('charges');

CREATE TABLE charge_corrections (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  charge_id  uuid NOT NULL REFERENCES charges,
  field      text NOT NULL,
  was        jsonb,
  becomes    jsonb,
  -- where the better fact comes from, e.g. "certificate of disposition"
  source     text NOT NULL,
  -- sealed: the office's own words
  reason     bytea,
  made_by    uuid,
  made_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charge_corrections_by_charge ON charge_corrections (charge_id, made_at);
CALL protect('charge_corrections');
CALL append_only('charge_corrections');

-- What an office's own file called a thing, so that importing the file again finds it instead of making a twin.
CREATE TABLE import_references (
  office_id    uuid NOT NULL REFERENCES offices,
  source       text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('client', 'docket', 'charge', 'contact-point')),
  reference    bytea NOT NULL,
  subject_id   uuid NOT NULL,
  PRIMARY KEY (office_id, source, kind, reference)
);
CALL protect('import_references');
