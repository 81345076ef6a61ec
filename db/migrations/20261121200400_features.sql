-- Switches for changes that one wants to be able to take back without a deployment. A migration brings the switch, code asks
-- app.is_enabled(), and the switch goes in the contract half once nobody would turn it back.

CREATE TABLE app.features (
    name        text        NOT NULL CONSTRAINT features_pkey PRIMARY KEY CONSTRAINT features_name_check CHECK (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    enabled     boolean     NOT NULL DEFAULT false,
    description text        NOT NULL CONSTRAINT features_description_check CHECK (length(description) BETWEEN 1 AND 500),
    version     integer     NOT NULL DEFAULT 1,
    updated_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE app.features IS 'What can be switched on and off while Agora runs. Natural key: name.';
COMMENT ON COLUMN app.features.description IS 'What is different while it is on.';
