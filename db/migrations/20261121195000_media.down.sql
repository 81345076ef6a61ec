-- Loses which files there were; their bytes stay in the store.
DROP TABLE app.media;
DROP TABLE app.media_objects;
DROP FUNCTION IF EXISTS
    app.media_audited(), app.media_uses_contents(), app.media_room(uuid, bigint, bigint, integer),
    app.announce_media(bytea, bigint), app.forget_unused_media(interval);
