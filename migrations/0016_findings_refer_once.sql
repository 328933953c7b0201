-- A finding names its office, its client and its check; each was looked up for every row, which took most of the time of
-- writing a caseload's findings. One look-up says more: that the check is of this client, and of this office.
ALTER TABLE eligibility_checks ADD CONSTRAINT eligibility_checks_whose UNIQUE (id, client_id, office_id);
ALTER TABLE findings
  ADD CONSTRAINT findings_of_their_check FOREIGN KEY (check_id, client_id, office_id) REFERENCES eligibility_checks (id, client_id, office_id),
  DROP CONSTRAINT findings_check_id_fkey,
  DROP CONSTRAINT findings_client_id_fkey,
  DROP CONSTRAINT findings_office_id_fkey;
