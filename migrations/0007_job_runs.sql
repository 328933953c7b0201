-- How a job's row is kept while it runs, what the schedule needs to know of each office, and how lost jobs come back.
--
-- The functions that take an office open it themselves and then obey its policy: one round trip instead of four, with
-- no more power than a transaction in that office has.

-- Wakes the relay, and whoever watches a job or the bigger job it is a part of. Silent where nothing can be waiting:
-- PostgreSQL lets one transaction at a time commit notifications, so each one costs every other writer.
CREATE OR REPLACE FUNCTION tell_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'queued' AND NEW.sent_at IS NULL AND (TG_OP = 'INSERT' OR OLD.sent_at IS NOT NULL OR OLD.status <> 'queued') THEN
    PERFORM pg_notify('vacatur_outbox', '');
  END IF;
  IF NEW.parent_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.status <> OLD.status) THEN
    PERFORM pg_notify('vacatur_jobs', NEW.parent_id::text);
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.status, NEW.progress_done, NEW.progress_total, NEW.step, NEW.problem_code)
       IS DISTINCT FROM (OLD.status, OLD.progress_done, OLD.progress_total, OLD.step, OLD.problem_code) THEN
    PERFORM pg_notify('vacatur_jobs', NEW.id::text);
  END IF;
  RETURN NULL;
END $$;

-- A worker begins one try. The row is locked first, so a job that came through the queue faster than the relay's own
-- commit waits for it. Outcomes: run; gone; finished (done or failed before); superseded (another hand-over of this
-- row is the valid one); exhausted (every allowed try began and none ended: the worker died each time).
CREATE FUNCTION job_start(job uuid, office uuid, sending integer, most integer, at timestamptz)
RETURNS TABLE (outcome text, name text, payload jsonb, asked_by uuid, attempt integer) LANGUAGE plpgsql AS $$
DECLARE
  j jobs%ROWTYPE;
BEGIN
  PERFORM enter_office(office);
  SELECT * INTO j FROM jobs WHERE jobs.id = job FOR UPDATE;
  IF NOT FOUND THEN
    outcome := 'gone';
  ELSIF j.status IN ('done', 'failed') THEN
    outcome := 'finished';
  -- the second case: the relay handed the job over and died before it could say so
  ELSIF NOT ((j.sent_at IS NOT NULL AND j.sendings = sending) OR (j.sent_at IS NULL AND j.sendings + 1 = sending)) THEN
    outcome := 'superseded';
  ELSIF j.attempts >= most THEN
    UPDATE jobs SET status = 'failed', problem_code = 'worker-lost',
                    problem = format('The worker stopped in the middle of each of %s tries', most), finished_at = at
      WHERE jobs.id = job;
    outcome := 'exhausted';
  ELSE
    UPDATE jobs SET status = 'running', attempts = j.attempts + 1, sendings = sending, sent_at = coalesce(j.sent_at, at),
                    started_at = coalesce(j.started_at, at)
      WHERE jobs.id = job;
    outcome := 'run';
    name := j.name; payload := j.payload; asked_by := j.asked_by; attempt := j.attempts + 1;
  END IF;
  RETURN NEXT;
END $$;

-- The three below change nothing when a later try has begun meanwhile: what it says counts.
CREATE FUNCTION job_progress(job uuid, office uuid, try integer, done integer, total integer, at_step text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM enter_office(office);
  UPDATE jobs SET progress_done = done, progress_total = total, step = at_step
    WHERE id = job AND status = 'running' AND attempts = try;
  RETURN FOUND;
END $$;

CREATE FUNCTION job_done(job uuid, office uuid, try integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM enter_office(office);
  UPDATE jobs SET status = 'done', finished_at = at, problem_code = NULL, problem = NULL
    WHERE id = job AND status = 'running' AND attempts = try;
  RETURN FOUND;
END $$;

CREATE FUNCTION job_failed(job uuid, office uuid, try integer, code text, words text, for_good boolean, at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM enter_office(office);
  UPDATE jobs SET status = CASE WHEN for_good THEN 'failed' ELSE 'queued' END, problem_code = code, problem = words,
                  finished_at = CASE WHEN for_good THEN at END
    WHERE id = job AND status = 'running' AND attempts = try;
  RETURN FOUND;
END $$;

-- Puts back what the queue lost. `seen` is the hand-over that was found missing: a row handed over again since is left
-- alone. Where a twin waits already, the twin does the work and this row ends.
DROP FUNCTION jobs_put_back(uuid[]);
CREATE FUNCTION jobs_put_back(ids uuid[], seen integer[], at timestamptz) RETURNS TABLE (id uuid, outcome text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  lost record;
BEGIN
  FOR lost IN SELECT t.id, t.sendings FROM unnest(ids, seen) AS t (id, sendings) LOOP
    BEGIN
      UPDATE jobs j SET status = 'queued', sent_at = NULL
        WHERE j.id = lost.id AND j.sendings = lost.sendings AND j.sent_at IS NOT NULL AND j.status IN ('queued', 'running');
      IF FOUND THEN id := lost.id; outcome := 'put-back'; RETURN NEXT; END IF;
    EXCEPTION WHEN unique_violation THEN
      UPDATE jobs j SET status = 'done', step = 'joined a later request', finished_at = at
        WHERE j.id = lost.id AND j.sendings = lost.sendings AND j.status IN ('queued', 'running');
      IF FOUND THEN id := lost.id; outcome := 'joined'; RETURN NEXT; END IF;
    END;
  END LOOP;
END $$;

-- Finished jobs of one name are forgotten after a while; failed ones stay until somebody has seen to them.
CREATE FUNCTION jobs_forget(job_name text, before timestamptz, most integer) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS
$$ WITH old AS (
     SELECT j.id FROM jobs j WHERE j.name = job_name AND j.status = 'done' AND j.finished_at < before
       AND NOT EXISTS (SELECT 1 FROM jobs part WHERE part.parent_id = j.id)
     LIMIT most),
   gone AS (DELETE FROM jobs j USING old WHERE j.id = old.id RETURNING j.id)
   SELECT count(*) FROM gone $$;
CREATE INDEX jobs_done ON jobs (name, finished_at) WHERE status = 'done';
CREATE INDEX jobs_unfinished_by_office ON jobs (office_id, name) WHERE status IN ('queued', 'running');

-- When the schedule last asked for a recurring job in an office, and for which of the office's days.
CREATE TABLE schedule_marks (
  office_id uuid NOT NULL REFERENCES offices,
  name      text NOT NULL,
  asked_at  timestamptz NOT NULL,
  -- null where the job is not once a day
  day       date,
  PRIMARY KEY (office_id, name)
);
CALL protect('schedule_marks');

-- Everything up to this entry is linked. Entries get their number when they are written and can be seen when their
-- transaction ends; no transaction lives an hour. So what precedes an entry linked an hour before the newest link could
-- be seen, and was linked, by then. Keeps the search for new entries from reading the whole trail each time.
CREATE FUNCTION audit_linked_below(office uuid) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT coalesce((SELECT c.entry_id FROM audit_chain c
                    WHERE c.office_id = office
                      AND c.linked_at < (SELECT n.linked_at FROM audit_chain n WHERE n.office_id = office
                                         ORDER BY n.seq DESC LIMIT 1) - interval '1 hour'
                    ORDER BY c.seq DESC LIMIT 1), 0) $$;

-- What the schedule decides by: the office's local time, and what waits there. Ids, days and yes or no.
CREATE FUNCTION offices_at(at timestamptz)
RETURNS TABLE (office_id uuid, local_time text, swept_on date, reminders_due boolean, entries_wait boolean,
               asked_at jsonb, unfinished text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT o.id,
          to_char(at AT TIME ZONE o.time_zone, 'YYYY-MM-DD"T"HH24:MI:SS'),
          (SELECT m.day FROM schedule_marks m WHERE m.office_id = o.id AND m.name = 'eligibility.sweep'),
          EXISTS (SELECT 1 FROM reminders r WHERE r.office_id = o.id AND r.status IN ('planned', 'sending')
                  AND r.due_on <= (at AT TIME ZONE o.time_zone)::date),
          EXISTS (SELECT 1 FROM audit_entries e WHERE e.office_id = o.id AND e.id > audit_linked_below(o.id)
                  AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.entry_id = e.id)),
          coalesce((SELECT jsonb_object_agg(m.name, m.asked_at) FROM schedule_marks m WHERE m.office_id = o.id), '{}'),
          ARRAY (SELECT DISTINCT j.name FROM jobs j WHERE j.office_id = o.id AND j.status IN ('queued', 'running')
                 AND j.name IN ('eligibility.sweep', 'reminders.send-due', 'audit.link'))
   FROM offices o ORDER BY o.id $$;
