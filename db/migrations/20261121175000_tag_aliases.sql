-- Names that tags had. Once moderators rename a tag or merge it into another, whoever writes the old name means the new one: people out
-- of habit, and an import that runs again.

CREATE TABLE app.tag_aliases (
    alias      text        NOT NULL CONSTRAINT tag_aliases_pkey PRIMARY KEY,
    tag        text        NOT NULL CONSTRAINT tag_aliases_tag_check
                           CHECK (tag IS NFKC NORMALIZED AND tag ~ '^[^[:space:][:cntrl:][:upper:]/,]{1,50}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tag_aliases_alias_tag_check CHECK (alias <> tag)
);

COMMENT ON TABLE app.tag_aliases IS 'What an old name of a tag means now; never the name of another alias. Natural key: alias.';

CREATE INDEX tag_aliases_tag_idx ON app.tag_aliases (tag);
-- Completion reads a range of names; the order of bytes needs no collation and no pattern.
CREATE INDEX tag_aliases_alias_pattern_idx ON app.tag_aliases (alias text_pattern_ops);

-- migrate: step transaction=off
CREATE INDEX CONCURRENTLY tags_tag_pattern_idx ON app.tags (tag text_pattern_ops);
