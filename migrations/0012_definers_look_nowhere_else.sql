-- Functions that look across offices run with the owner's rights. Without pg_temp at the end of their search path a
-- temporary table of the caller's goes before ours: one named "jobs", with a trigger, would run the caller's code as the
-- owner, for whom row-level security does not hold. Nobody but the program's role (see "migrate") may call them.
DO $$
DECLARE
  definer regprocedure;
BEGIN
  FOR definer IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', definer);
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', definer);
  END LOOP;
END $$;
