-- By what the rows of quarantine are found and counted, so that no page reads them all. Run after control.sql.
CREATE INDEX IF NOT EXISTS quarantine_by_run ON warehouse.quarantine (since_run, id);
ALTER TABLE warehouse.quarantine ADD COLUMN IF NOT EXISTS accepted bigint;
COMMENT ON COLUMN warehouse.quarantine.accepted IS 'The decision of the registry by which the row stays out and no longer waits';
CREATE INDEX IF NOT EXISTS quarantine_known ON warehouse.quarantine (source, digest) WHERE accepted IS NOT NULL;

CREATE TABLE IF NOT EXISTS warehouse.correction (
  source uuid, came bytea, row jsonb NOT NULL, decision bigint NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (source, came)
);
COMMENT ON TABLE warehouse.correction IS 'What stands in for a row that comes wrong, known by the SHA-256 of it, and by which decision of the registry';

CREATE OR REPLACE FUNCTION warehouse.labels(reasons text[], accepted bigint, gone_run bigint) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
  SELECT '!' WHERE gone_run IS NULL AND accepted IS NOT NULL
  UNION SELECT label FROM unnest(reasons) AS reason CROSS JOIN LATERAL (VALUES (''), (reason), (split_part(reason, '.', 1))) AS named (label)
    WHERE gone_run IS NULL AND accepted IS NULL
$body$;
COMMENT ON FUNCTION warehouse.labels IS 'Of a row that waits: nothing, each field and each field.rule; of one that was accepted: !; of one that is gone: none';

CREATE OR REPLACE FUNCTION warehouse.quarantine_came() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  INSERT INTO warehouse.quarantine_label (source, label, id)
    SELECT q.source, its.label, q.id FROM came q CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label);
  INSERT INTO warehouse.quarantine_tally AS t (source, label, rows)
    SELECT q.source, its.label, sum(q.copies) FROM came q CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label)
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (source, label) DO UPDATE SET rows = t.rows + EXCLUDED.rows;
  RETURN NULL;
END $body$;
CREATE OR REPLACE FUNCTION warehouse.quarantine_went() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  DELETE FROM warehouse.quarantine_label l
    USING went q CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label)
    WHERE (l.source, l.label, l.id) = (q.source, its.label, q.id);
  UPDATE warehouse.quarantine_tally t SET rows = t.rows - less.rows
    FROM (
      SELECT q.source, its.label, sum(q.copies) AS rows FROM went q CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label)
      GROUP BY 1, 2
    ) AS less WHERE (t.source, t.label) = (less.source, less.label);
  RETURN NULL;
END $body$;

DO $labels$
BEGIN
  IF to_regclass('warehouse.quarantine_label') IS NULL THEN
    CREATE TABLE warehouse.quarantine_label (source uuid, label text, id bigint, PRIMARY KEY (source, label, id));
    CREATE TABLE warehouse.quarantine_tally (
      source uuid, label text, rows numeric NOT NULL, PRIMARY KEY (source, label), CONSTRAINT quarantine_tally_of_rows CHECK (rows >= 0)
    );
    COMMENT ON TABLE warehouse.quarantine_label IS 'Which rows of quarantine have a label. Kept by triggers alone';
    COMMENT ON TABLE warehouse.quarantine_tally IS 'How many rows, copies counted, have a label. Kept by triggers alone';
    INSERT INTO warehouse.quarantine_label
      SELECT q.source, its.label, q.id FROM warehouse.quarantine q CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label);
    INSERT INTO warehouse.quarantine_tally
      SELECT q.source, its.label, sum(q.copies) FROM warehouse.quarantine q
      CROSS JOIN LATERAL warehouse.labels(q.reasons, q.accepted, q.gone_run) AS its (label) GROUP BY 1, 2;
  END IF;
END $labels$;
-- A trigger with the rows of a statement knows one kind of statement; two of one kind follow each other by name.
CREATE OR REPLACE TRIGGER quarantine_came AFTER INSERT ON warehouse.quarantine REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse.quarantine_came();
CREATE OR REPLACE TRIGGER quarantine_changed_from AFTER UPDATE ON warehouse.quarantine REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse.quarantine_went();
CREATE OR REPLACE TRIGGER quarantine_changed_to AFTER UPDATE ON warehouse.quarantine REFERENCING NEW TABLE AS came
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse.quarantine_came();
CREATE OR REPLACE TRIGGER quarantine_went AFTER DELETE ON warehouse.quarantine REFERENCING OLD TABLE AS went
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse.quarantine_went();
