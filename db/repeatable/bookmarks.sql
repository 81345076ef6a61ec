-- Bookmarks: how many a person may have.
-- Lock order: posts by the foreign key, then the user.

-- BookmarkRules.Max in Domain is the same number. The lock on the account makes two bookmarks of the same moment count one after the other.
CREATE OR REPLACE FUNCTION app.bookmarks_limit() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM app.users AS u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM app.bookmarks AS b WHERE b.user_id = NEW.user_id) > 10000 THEN
        RAISE EXCEPTION 'This account has as many bookmarks as it may have.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'bookmarks_limit_check';
    END IF;
    RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION app.bookmarks_limit() FROM PUBLIC;
