-- Chains: each link follows the one before it in its subject; a link is never changed.
CREATE TABLE link (
    subject TEXT NOT NULL,
    number BIGINT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (subject, number)
);

-- The items of a case, in the order in which they were taken in.
CREATE TABLE item (
    case_id TEXT NOT NULL,
    place BIGINT NOT NULL,
    digest TEXT NOT NULL,
    blob TEXT NOT NULL,
    size BIGINT NOT NULL,
    PRIMARY KEY (case_id, place),
    UNIQUE (case_id, digest)
);

-- Named documents of a case; the newest stands.
CREATE TABLE document (
    case_id TEXT NOT NULL,
    name TEXT NOT NULL,
    blob TEXT NOT NULL,
    PRIMARY KEY (case_id, name)
);
