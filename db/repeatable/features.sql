-- Switches for changes under way.

-- Every role may ask whether a feature is enabled; the table itself stays closed. PL/pgSQL keeps the plan; a function of the language
-- SQL that cannot be inlined is planned at each call.
CREATE OR REPLACE FUNCTION app.is_enabled(feature text) RETURNS boolean
    LANGUAGE plpgsql
    STABLE
    PARALLEL SAFE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN coalesce((SELECT f.enabled FROM app.features AS f WHERE f.name = feature), false);
END
$$;

REVOKE EXECUTE ON FUNCTION app.is_enabled(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_enabled(text) TO app_api;
