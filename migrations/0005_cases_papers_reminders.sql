-- The office's work: cases, tasks, packets of papers, deadlines and who is told of them.

CREATE TABLE cases (
  id          uuid PRIMARY KEY,
  office_id   uuid NOT NULL REFERENCES offices,
  client_id   uuid NOT NULL REFERENCES clients,
  -- neutral, e.g. 2026-0012: safe to say aloud and to put in a subject line
  reference   text NOT NULL,
  stage       text NOT NULL,
  description bytea,
  opened_on   date NOT NULL,
  closed_on   date,
  version     integer NOT NULL DEFAULT 1,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (office_id, reference)
);
CREATE INDEX cases_by_office ON cases (office_id, created_at DESC, id DESC);
CREATE INDEX cases_by_client ON cases (client_id);
CALL protect('cases');

CREATE TABLE case_members (
  case_id   uuid NOT NULL REFERENCES cases,
  user_id   uuid NOT NULL REFERENCES users,
  office_id uuid NOT NULL REFERENCES offices,
  part      text NOT NULL CHECK (part IN ('lead', 'member')),
  added_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (case_id, user_id)
);
CREATE INDEX case_members_by_user ON case_members (user_id);
CALL protect('case_members');

CREATE TABLE case_charges (
  case_id   uuid NOT NULL REFERENCES cases,
  charge_id uuid NOT NULL REFERENCES charges,
  office_id uuid NOT NULL REFERENCES offices,
  PRIMARY KEY (case_id, charge_id)
);
CREATE INDEX case_charges_by_charge ON case_charges (charge_id);
CALL protect('case_charges');

CREATE TABLE case_notes (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  case_id    uuid NOT NULL REFERENCES cases,
  body       bytea NOT NULL,
  author_id  uuid,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX case_notes_by_case ON case_notes (case_id, created_at);
CALL protect('case_notes');
CALL append_only('case_notes');

-- The timeline: what happened, by code and id.
CREATE TABLE case_events (
  id        uuid PRIMARY KEY,
  office_id uuid NOT NULL REFERENCES offices,
  client_id uuid NOT NULL REFERENCES clients,
  case_id   uuid NOT NULL REFERENCES cases,
  kind      text NOT NULL,
  detail    jsonb NOT NULL DEFAULT '{}',
  actor_id  uuid,
  at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX case_events_by_case ON case_events (case_id, at, id);
CALL protect('case_events');
CALL append_only('case_events');

CREATE TABLE tasks (
  id          uuid PRIMARY KEY,
  office_id   uuid NOT NULL REFERENCES offices,
  client_id   uuid NOT NULL REFERENCES clients,
  case_id     uuid REFERENCES cases,
  charge_id   uuid REFERENCES charges,
  finding_id  uuid REFERENCES findings,
  kind        text NOT NULL,
  due_on      date,
  assigned_to uuid REFERENCES users,
  -- the same reason opens one task, however often it is seen
  dedup       text NOT NULL,
  done_at     timestamptz,
  done_by     uuid,
  created_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (office_id, dedup)
);
CREATE INDEX tasks_open ON tasks (office_id, due_on, id) WHERE done_at IS NULL;
CREATE INDEX tasks_by_client ON tasks (client_id);
CALL protect('tasks');

CREATE TABLE packets (
  id           uuid PRIMARY KEY,
  office_id    uuid NOT NULL REFERENCES offices,
  client_id    uuid NOT NULL REFERENCES clients,
  case_id      uuid NOT NULL REFERENCES cases,
  jurisdiction text NOT NULL,
  provision    text NOT NULL,
  -- sealed JSON: court, county, and what the drafter chose to say
  setting      bytea NOT NULL,
  dated        date NOT NULL,
  status       text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'rendered', 'stopped')),
  -- why it stopped, as a code; details go to the job row
  problem_code text,
  requested_by uuid,
  created_at   timestamptz NOT NULL DEFAULT now(),
  rendered_at  timestamptz
);
CREATE INDEX packets_by_case ON packets (case_id, created_at DESC);
CREATE INDEX packets_by_office ON packets (office_id, created_at DESC, id DESC);
CALL protect('packets');

CREATE TABLE packet_charges (
  packet_id        uuid NOT NULL REFERENCES packets,
  charge_id        uuid NOT NULL REFERENCES charges,
  finding_id       uuid NOT NULL REFERENCES findings,
  determination_id uuid NOT NULL REFERENCES determinations,
  office_id        uuid NOT NULL REFERENCES offices,
  PRIMARY KEY (packet_id, charge_id)
);
CALL protect('packet_charges');

CREATE TABLE documents (
  id               uuid PRIMARY KEY,
  office_id        uuid NOT NULL REFERENCES offices,
  client_id        uuid NOT NULL REFERENCES clients,
  packet_id        uuid NOT NULL REFERENCES packets,
  kind             text NOT NULL,
  format           text NOT NULL CHECK (format IN ('pdf', 'docx')),
  template         text NOT NULL,
  template_version text NOT NULL,
  -- sealed JSON: the places left blank, for the person who completes the paper
  blanks           bytea NOT NULL,
  blank_count      integer NOT NULL,
  file_key         text NOT NULL,
  bytes            integer NOT NULL,
  pages            integer,
  sha256           bytea NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  UNIQUE (packet_id, kind, format)
);
CREATE INDEX documents_by_office ON documents (office_id, created_at DESC, id DESC);
CALL protect('documents');

-- A day by which, or from which, something must be done.
CREATE TABLE deadlines (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  client_id  uuid NOT NULL REFERENCES clients,
  case_id    uuid REFERENCES cases,
  charge_id  uuid REFERENCES charges,
  finding_id uuid REFERENCES findings,
  provision  text,
  kind       text NOT NULL CHECK (kind IN ('waiting-period-ends', 'filing-deadline', 'set-by-hand')),
  on_day     date NOT NULL,
  status     text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'met', 'superseded')),
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX deadlines_once ON deadlines (charge_id, provision, kind) WHERE status = 'open' AND provision IS NOT NULL;
CREATE INDEX deadlines_open ON deadlines (office_id, on_day, id) WHERE status = 'open';
CREATE INDEX deadlines_by_client ON deadlines (client_id);
CALL protect('deadlines');

-- planned: will be looked at on due_on · cancelled: the deadline moved or went · sending: taken by a worker, outcome
-- not recorded yet · sent · refused: not allowed to be sent (no safe contact point), a task tells a person ·
-- failed: the provider refused it for good, a task tells a person
CREATE TABLE reminders (
  id               uuid PRIMARY KEY,
  office_id        uuid NOT NULL REFERENCES offices,
  client_id        uuid NOT NULL REFERENCES clients,
  deadline_id      uuid NOT NULL REFERENCES deadlines,
  days_before      integer NOT NULL CHECK (days_before >= 0),
  audience         text NOT NULL CHECK (audience IN ('staff', 'client')),
  user_id          uuid REFERENCES users,
  contact_point_id uuid REFERENCES contact_points,
  due_on           date NOT NULL,
  status           text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'cancelled', 'sending', 'sent', 'refused', 'failed')),
  why              text,
  created_at       timestamptz NOT NULL DEFAULT now(),
  settled_at       timestamptz
);
CREATE UNIQUE INDEX reminders_once ON reminders (deadline_id, days_before, audience,
  coalesce(user_id, contact_point_id, '00000000-0000-0000-0000-000000000000')) WHERE status <> 'cancelled';
CREATE INDEX reminders_due ON reminders (office_id, due_on, id) WHERE status IN ('planned', 'sending');
CREATE INDEX reminders_by_office ON reminders (office_id, due_on, id);
CALL protect('reminders');

-- One thing sent: recorded before and after, with the key by which the provider can tell a repeat.
CREATE TABLE messages (
  id          uuid PRIMARY KEY,
  office_id   uuid NOT NULL REFERENCES offices,
  client_id   uuid NOT NULL REFERENCES clients,
  reminder_id uuid NOT NULL UNIQUE REFERENCES reminders,
  channel     text NOT NULL CHECK (channel IN ('email')),
  -- sealed JSON: to, subject, text
  content     bytea NOT NULL,
  message_key text NOT NULL UNIQUE,
  provider_id text,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  sent_at     timestamptz
);
CALL protect('messages');

-- Which offices have reminders to look at today; the schedule needs no more.
CREATE FUNCTION offices_with_due_reminders(at timestamptz)
RETURNS TABLE (office_id uuid, today date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT o.id, (at AT TIME ZONE o.time_zone)::date FROM offices o
   WHERE EXISTS (SELECT 1 FROM reminders r WHERE r.office_id = o.id AND r.status IN ('planned', 'sending')
                 AND r.due_on <= (at AT TIME ZONE o.time_zone)::date) $$;
