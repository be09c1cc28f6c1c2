-- What the warehouse keeps of itself. Run at the first connection of a process; changes nothing when it is there.
SELECT pg_advisory_xact_lock(0x48434D57);
CREATE SCHEMA IF NOT EXISTS warehouse;
CREATE SCHEMA IF NOT EXISTS stage;  -- what a run has fetched and not published: private, dropped by the janitor when its run is gone
CREATE SCHEMA IF NOT EXISTS heap;   -- the rows behind the views that readers see

CREATE TABLE IF NOT EXISTS warehouse.feed (
  source uuid PRIMARY KEY,
  fence bigint NOT NULL DEFAULT 0,
  schema_name text, table_name text, heap_name text,
  fingerprint text, words text, version bigint,
  rows bigint NOT NULL DEFAULT 0, watermark text, last_run bigint, loaded_at timestamptz,
  UNIQUE (schema_name, table_name)
);
COMMENT ON TABLE warehouse.feed IS 'What each source has published last. Whoever publishes locks its row; an older fence than the one here publishes nothing';

CREATE TABLE IF NOT EXISTS warehouse.publication (
  run bigint PRIMARY KEY,
  source uuid NOT NULL,
  fence bigint NOT NULL,
  version bigint NOT NULL,
  extracted bigint NOT NULL, loaded bigint NOT NULL, updated bigint NOT NULL, unchanged bigint NOT NULL, quarantined bigint NOT NULL,
  deleted bigint NOT NULL, rows_before bigint NOT NULL, rows_after bigint NOT NULL,
  watermark text,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT publication_nothing_lost CHECK (extracted = loaded + updated + unchanged + quarantined),
  CONSTRAINT publication_nothing_gone_unsaid CHECK (rows_after = rows_before + loaded - deleted)
);
COMMENT ON TABLE warehouse.publication IS 'Each run that was published: written in the transaction that published it, never rewritten';

CREATE TABLE IF NOT EXISTS warehouse.quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source uuid NOT NULL,
  digest bytea NOT NULL,
  key text,
  row jsonb NOT NULL,
  reasons text[] NOT NULL CHECK (cardinality(reasons) > 0),
  copies bigint NOT NULL,
  since_run bigint NOT NULL, since timestamptz NOT NULL DEFAULT now(),
  gone_run bigint, gone_at timestamptz,
  CONSTRAINT quarantine_gone_by_a_run CHECK ((gone_run IS NULL) = (gone_at IS NULL))
);
COMMENT ON TABLE warehouse.quarantine IS 'Rows that broke the dictionary, with every reason as field.rule; since when, and which run no longer found them';
CREATE UNIQUE INDEX IF NOT EXISTS quarantine_open ON warehouse.quarantine (source, digest) WHERE gone_run IS NULL;

CREATE TABLE IF NOT EXISTS warehouse.absent (
  source uuid NOT NULL,
  key text NOT NULL,
  since_run bigint NOT NULL, since timestamptz NOT NULL,
  PRIMARY KEY (source, key)
);
COMMENT ON TABLE warehouse.absent IS 'Rows that readers still see though their source no longer has them: since when, and which run missed them first';

CREATE OR REPLACE FUNCTION warehouse.refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'Bản ghi % là lịch sử, không được sửa hoặc xóa.', TG_TABLE_NAME USING ERRCODE = '23000', CONSTRAINT = TG_NAME;
END $body$;
CREATE OR REPLACE TRIGGER publication_append_only BEFORE UPDATE OR DELETE ON warehouse.publication
  FOR EACH ROW EXECUTE FUNCTION warehouse.refuse();
CREATE OR REPLACE TRIGGER publication_not_emptied BEFORE TRUNCATE ON warehouse.publication
  FOR EACH STATEMENT EXECUTE FUNCTION warehouse.refuse();

DO $version$
BEGIN
  IF current_setting('server_version_num')::int >= 160000 THEN
    CREATE OR REPLACE FUNCTION warehouse.is_json(given text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
      $body$ SELECT pg_input_is_valid(given, 'jsonb') $body$;
  ELSE
    CREATE OR REPLACE FUNCTION warehouse.is_json(given text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
      $body$ BEGIN PERFORM given::jsonb; RETURN given IS NOT NULL; EXCEPTION WHEN OTHERS THEN RETURN false; END $body$;
  END IF;
END $version$;
