-- The audit trail and the outbox: both are written in the transaction of the change they speak of.

CREATE TABLE audit_entries (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  office_id    uuid NOT NULL REFERENCES offices,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_kind   text NOT NULL CHECK (actor_kind IN ('user', 'job', 'program')),
  actor_id     uuid,
  session_id   uuid,
  -- e.g. client.read, charge.changed
  action       text NOT NULL,
  subject_kind text NOT NULL,
  subject_id   uuid,
  client_id    uuid,
  -- ids, field names and codes; never a client's words or data
  detail       jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_entries_by_office ON audit_entries (office_id, id);
CREATE INDEX audit_entries_by_client ON audit_entries (office_id, client_id, id);
CALL protect('audit_entries');

-- The chain is kept beside the entries and not in them: linking inside each transaction would make every reading in
-- an office wait for every other one.
CREATE TABLE audit_chain (
  office_id uuid NOT NULL REFERENCES offices,
  seq       bigint NOT NULL,
  entry_id  bigint NOT NULL UNIQUE REFERENCES audit_entries,
  hash      bytea NOT NULL,
  linked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (office_id, seq)
);
CALL protect('audit_chain');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE PROCEDURE append_only(target regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_change()', target);
  EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
END $$;
CALL append_only('audit_entries');
CALL append_only('audit_chain');

-- Outbox and ledger of jobs in one. A row is written with the change that makes the work necessary; the relay hands
-- it to the queue; the worker records here how it went. The queue can be wiped: what is unfinished here is put back.
CREATE TABLE jobs (
  id            uuid PRIMARY KEY,
  office_id     uuid NOT NULL REFERENCES offices,
  name          text NOT NULL,
  queue         text NOT NULL,
  -- ids only
  payload       jsonb NOT NULL,
  -- two requests for the same thing before it starts are one job
  dedup         text,
  status        text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
  run_after     timestamptz NOT NULL DEFAULT now(),
  sent_at       timestamptz,
  -- grows by one each time the row is handed to the queue, so that a job put back has an id the queue has not seen
  sendings      integer NOT NULL DEFAULT 0,
  attempts      integer NOT NULL DEFAULT 0,
  progress_done  integer,
  progress_total integer,
  step          text,
  problem_code  text,
  problem       text,
  asked_by      uuid,
  parent_id     uuid REFERENCES jobs,
  created_at    timestamptz NOT NULL DEFAULT now(),
  started_at    timestamptz,
  finished_at   timestamptz
);
CREATE UNIQUE INDEX jobs_dedup ON jobs (office_id, name, dedup) WHERE status = 'queued' AND sent_at IS NULL AND dedup IS NOT NULL;
CREATE INDEX jobs_due ON jobs (run_after, id) WHERE status = 'queued' AND sent_at IS NULL;
CREATE INDEX jobs_unfinished ON jobs (sent_at, id) WHERE status IN ('queued', 'running') AND sent_at IS NOT NULL;
CREATE INDEX jobs_by_office ON jobs (office_id, created_at DESC, id DESC);
CREATE INDEX jobs_by_parent ON jobs (parent_id) WHERE parent_id IS NOT NULL;
CALL protect('jobs');

-- Wakes the relay and whoever watches a job. Neither message says more than an id.
CREATE FUNCTION tell_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'queued' AND NEW.sent_at IS NULL THEN PERFORM pg_notify('vacatur_outbox', ''); END IF;
  PERFORM pg_notify('vacatur_jobs', NEW.id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER tell_job AFTER INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION tell_job();

-- The relay serves all offices. Rows stay locked until its transaction ends, so two relays never take the same row.
CREATE FUNCTION outbox_take(at timestamptz, most integer)
RETURNS TABLE (id uuid, office_id uuid, name text, queue text, sendings integer)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS
$$ SELECT j.id, j.office_id, j.name, j.queue, j.sendings FROM jobs j
   WHERE j.status = 'queued' AND j.sent_at IS NULL AND j.run_after <= at
   ORDER BY j.run_after, j.id LIMIT most FOR UPDATE SKIP LOCKED $$;

CREATE FUNCTION outbox_sent(ids uuid[], at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS
$$ UPDATE jobs SET sent_at = at, sendings = sendings + 1 WHERE id = ANY (ids) $$;

-- Earliest moment at which an unsent row is due; the relay sleeps until then or until it is woken.
CREATE FUNCTION outbox_next() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT min(run_after) FROM jobs WHERE status = 'queued' AND sent_at IS NULL $$;

-- What the queue should still hold. The sweep compares this with what it does hold.
CREATE FUNCTION jobs_in_flight(sent_before timestamptz, after uuid, most integer)
RETURNS TABLE (id uuid, office_id uuid, name text, queue text, sendings integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT j.id, j.office_id, j.name, j.queue, j.sendings FROM jobs j
   WHERE j.status IN ('queued', 'running') AND j.sent_at < sent_before AND (after IS NULL OR j.id > after)
   ORDER BY j.id LIMIT most $$;

CREATE FUNCTION jobs_put_back(ids uuid[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS
$$ UPDATE jobs j SET status = 'queued', sent_at = NULL
   WHERE id = ANY (ids) AND status IN ('queued', 'running')
     -- a twin asked for meanwhile does the same work
     AND NOT EXISTS (SELECT 1 FROM jobs t WHERE t.id <> j.id AND t.office_id = j.office_id AND t.name = j.name
                     AND t.dedup = j.dedup AND t.status = 'queued' AND t.sent_at IS NULL) $$;
