-- Whether posts can be searched by meaning. What needs the extension is in vectors.sql, which a database without it does not have.

-- The model that searches read: null while there is none. No row when the tables are not there.
CREATE OR REPLACE FUNCTION app.current_embedding_model() RETURNS TABLE (name text)
    LANGUAGE plpgsql
    STABLE
    SET search_path = pg_catalog, pg_temp
    ROWS 1
AS $$
BEGIN
    -- Without its extension the table has lost the column.
    IF to_regproc('app.settle_embedding_model') IS NOT NULL
        AND EXISTS (
            SELECT FROM pg_attribute AS c
            WHERE c.attrelid = to_regclass('app.post_embeddings') AND c.attname = 'embedding' AND NOT c.attisdropped)
    THEN
        RETURN QUERY EXECUTE 'SELECT (SELECT m.name FROM app.embedding_models AS m WHERE m.is_current)';
    END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION app.current_embedding_model() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.current_embedding_model() TO app_api;
