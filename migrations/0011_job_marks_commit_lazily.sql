-- Marks on a job's row do not wait for the disk. When a power cut loses one, the row says less than what happened, the
-- sweep or the queue brings the job back, and it is begun again, which every handler bears. Without this, each job
-- costs two waits for the disk, and the notice to those who watch it makes all others wait for theirs.
CREATE OR REPLACE FUNCTION job_start(job uuid, office uuid, sending integer, most integer, at timestamptz)
RETURNS TABLE (outcome text, name text, payload jsonb, asked_by uuid, attempt integer) LANGUAGE plpgsql AS $$
DECLARE
  j jobs%ROWTYPE;
BEGIN
  PERFORM set_config('vacatur.office_id', office::text, true), set_config('synchronous_commit', 'off', true);
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

CREATE OR REPLACE FUNCTION job_progress(job uuid, office uuid, try integer, done integer, total integer, at_step text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('vacatur.office_id', office::text, true), set_config('synchronous_commit', 'off', true);
  UPDATE jobs SET progress_done = done, progress_total = total, step = at_step
    WHERE id = job AND status = 'running' AND attempts = try;
  RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION job_done(job uuid, office uuid, try integer, at timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('vacatur.office_id', office::text, true), set_config('synchronous_commit', 'off', true);
  UPDATE jobs SET status = 'done', finished_at = at, problem_code = NULL, problem = NULL
    WHERE id = job AND status = 'running' AND attempts = try;
  RETURN FOUND;
END $$;
