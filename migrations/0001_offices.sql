-- Offices, the people who work in them, and the rule that keeps offices apart.
--
-- Every table with office data has office_id and a row-level-security policy bound to a setting made inside the
-- transaction. The program connects as a role that owns nothing and cannot bypass policies, so a query that forgets
-- its office returns no rows instead of somebody else's.

CREATE FUNCTION current_office() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('vacatur.office_id', true), '')::uuid $$;

-- Turns on the policy for one table. Used by every later migration, so that no table can be protected differently.
CREATE PROCEDURE protect(target regclass, office_column name DEFAULT 'office_id') LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY office ON %s USING (%I = current_office()) WITH CHECK (%I = current_office())',
                 target, office_column, office_column);
END $$;

CREATE TABLE offices (
  id          uuid PRIMARY KEY,
  name        text NOT NULL,
  -- IANA name. "Today" for reminders and nightly checks is the office's day, not the server's.
  time_zone   text NOT NULL,
  address     text,
  phone       text,
  email       text,
  -- the name that outsiders see on messages; neutral on purpose
  sender_name text NOT NULL DEFAULT 'Office',
  -- data key of the office, wrapped by the master key
  wrapped_key bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);
CALL protect('offices', 'id');

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  office_id     uuid NOT NULL REFERENCES offices,
  -- sealed with the office's key; looked up by a hash keyed with the master key, since sign-in knows no office yet
  email         bytea NOT NULL,
  email_index   bytea NOT NULL UNIQUE,
  name          bytea NOT NULL,
  bar_number    bytea,
  role          text NOT NULL CHECK (role IN ('attorney', 'paralegal', 'grants', 'admin')),
  password_hash text NOT NULL,
  disabled_at   timestamptz,
  version       integer NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX users_by_office ON users (office_id, id);
CALL protect('users');

-- One sign-in on one device. Revoking it ends access tokens at their next use, not only at their expiry.
CREATE TABLE sessions (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  user_id    uuid NOT NULL REFERENCES users,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  revoked_for text CHECK (revoked_for IN ('sign-out', 'sign-out-everywhere', 'token-reuse', 'user-disabled', 'password-changed'))
);
CREATE INDEX sessions_by_user ON sessions (office_id, user_id) WHERE revoked_at IS NULL;
CALL protect('sessions');

-- Each refresh token is good once. A second use means that somebody holds a copy: the whole session ends.
CREATE TABLE refresh_tokens (
  id         uuid PRIMARY KEY,
  office_id  uuid NOT NULL REFERENCES offices,
  session_id uuid NOT NULL REFERENCES sessions,
  secret_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
CALL protect('refresh_tokens');

-- Sign-in has an address and no office. This is the one look-up across offices that a visitor can cause; it returns
-- what is needed to verify a password and nothing that names anybody.
CREATE FUNCTION sign_in_lookup(wanted bytea)
RETURNS TABLE (user_id uuid, office_id uuid, password_hash text, disabled boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT id, office_id, password_hash, disabled_at IS NOT NULL FROM users WHERE email_index = wanted $$;

-- Opens an office for the rest of the transaction. With a session: returns the user's role as it is now, or null when
-- the session was revoked or the user disabled since the access token was issued.
CREATE FUNCTION enter_office(office uuid, session uuid DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('vacatur.office_id', office::text, true);
  IF session IS NULL THEN RETURN NULL; END IF;
  RETURN (SELECT u.role FROM sessions s JOIN users u ON u.id = s.user_id
          WHERE s.id = session AND s.revoked_at IS NULL AND u.disabled_at IS NULL);
END $$;

-- The schedule wakes work for every office; it needs their ids and days, not their contents.
CREATE FUNCTION office_days(at timestamptz)
RETURNS TABLE (office_id uuid, today date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT id, (at AT TIME ZONE time_zone)::date FROM offices ORDER BY id $$;

CREATE TABLE idempotency_keys (
  office_id    uuid NOT NULL REFERENCES offices,
  user_id      uuid NOT NULL REFERENCES users,
  key          text NOT NULL,
  -- method, path and body; the same key with another request is an error, not a replay
  request_hash bytea NOT NULL,
  status       integer,
  -- sealed with the office's key: answers repeat what the client's file says
  answer       bytea,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (office_id, user_id, key)
);
CALL protect('idempotency_keys');
