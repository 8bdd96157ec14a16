-- Schema 1. Units, encodings and rules: SCHEMA.md. Frozen once released; a change is a further file.
CREATE TABLE session (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    title       TEXT    NOT NULL,
    created_utc TEXT    NOT NULL,
    revision    INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;

CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    kind        TEXT    NOT NULL CHECK (kind IN ('sweep', 'published')),
    started_utc TEXT    NOT NULL,
    spec_json   TEXT    NOT NULL,
    plan_json   TEXT    NOT NULL
) STRICT;

CREATE TABLE manifest (
    run   INTEGER NOT NULL REFERENCES run (id),
    name  TEXT    NOT NULL,
    value TEXT    NOT NULL,
    PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE model (
    id                 INTEGER PRIMARY KEY,
    content_id         TEXT    NOT NULL UNIQUE,
    label              TEXT    NOT NULL,
    dir                TEXT    NOT NULL,
    architecture       TEXT    NOT NULL,
    num_layers         INTEGER NOT NULL CHECK (num_layers >= 0),
    num_heads          INTEGER NOT NULL CHECK (num_heads >= 0),
    num_kv_heads       INTEGER NOT NULL CHECK (num_kv_heads >= 0),
    head_dim           INTEGER NOT NULL CHECK (head_dim >= 0),
    weight_bytes       INTEGER NOT NULL CHECK (weight_bytes >= 0),
    kv_bytes_per_token INTEGER NOT NULL CHECK (kv_bytes_per_token >= 0),
    config_sha256      TEXT    NOT NULL,
    tokenizer_sha256   TEXT    NOT NULL,
    template_sha256    TEXT    NOT NULL,
    weights_sha256     TEXT    NOT NULL
) STRICT;

CREATE TABLE dataset (
    id              INTEGER PRIMARY KEY,
    content_id      TEXT    NOT NULL UNIQUE,
    label           TEXT    NOT NULL,
    file            TEXT    NOT NULL,
    layout          TEXT    NOT NULL,
    grader          TEXT    NOT NULL,
    sha256          TEXT    NOT NULL,
    num_problems    INTEGER NOT NULL CHECK (num_problems >= 0),
    num_quarantined INTEGER NOT NULL CHECK (num_quarantined >= 0)
) STRICT;

CREATE TABLE problem (
    id         INTEGER PRIMARY KEY,
    dataset    INTEGER NOT NULL REFERENCES dataset (id),
    problem_id TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    gold       TEXT    NOT NULL,
    UNIQUE (dataset, problem_id)
) STRICT;

CREATE TABLE quarantine (
    dataset INTEGER NOT NULL REFERENCES dataset (id),
    line    INTEGER NOT NULL CHECK (line >= 1),
    reason  TEXT    NOT NULL,
    PRIMARY KEY (dataset, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE cell (
    id                    INTEGER PRIMARY KEY,
    key                   TEXT    NOT NULL UNIQUE,
    position              INTEGER NOT NULL UNIQUE CHECK (position >= 0),
    model                 INTEGER NOT NULL REFERENCES model (id),
    dataset               INTEGER NOT NULL REFERENCES dataset (id),
    policy                TEXT    NOT NULL,
    params_json           TEXT    NOT NULL,
    budget                INTEGER NOT NULL CHECK (budget >= 0),
    buffer                INTEGER NOT NULL CHECK (buffer >= 0),
    retained              INTEGER NOT NULL CHECK (retained >= 0),
    peak                  INTEGER NOT NULL CHECK (peak >= 0),
    num_samples_planned   INTEGER NOT NULL CHECK (num_samples_planned >= 0),
    kv_bytes_per_sequence INTEGER NOT NULL CHECK (kv_bytes_per_sequence >= 0),
    state                 TEXT    NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'complete', 'failed')),
    failure               TEXT    NOT NULL DEFAULT '',
    revision              INTEGER NOT NULL DEFAULT 0 CHECK (revision >= 0)
) STRICT;

CREATE TABLE prompt (
    id     INTEGER PRIMARY KEY,
    sha256 TEXT    NOT NULL,
    tokens BLOB    NOT NULL
) STRICT;
CREATE INDEX prompt_by_sha256 ON prompt (sha256);

CREATE TABLE sample (
    id                INTEGER PRIMARY KEY,
    cell              INTEGER NOT NULL REFERENCES cell (id),
    problem           INTEGER NOT NULL REFERENCES problem (id),
    sample_index      INTEGER NOT NULL CHECK (sample_index >= 0),
    verdict           TEXT    NOT NULL CHECK (verdict IN ('correct', 'wrong', 'no_answer', 'invalid')),
    extracted         TEXT    NOT NULL,
    reason            TEXT    NOT NULL,
    finish            TEXT    NOT NULL CHECK (finish IN ('stop', 'length', 'invalid')),
    num_prompt_tokens INTEGER NOT NULL CHECK (num_prompt_tokens >= 0),
    num_tokens        INTEGER NOT NULL CHECK (num_tokens >= 0),
    num_evictions     INTEGER NOT NULL CHECK (num_evictions >= 0),
    peak_kv_len       INTEGER NOT NULL CHECK (peak_kv_len >= 0),
    num_preemptions   INTEGER NOT NULL CHECK (num_preemptions >= 0),
    prefill_ms        REAL    NOT NULL CHECK (prefill_ms >= 0),
    decode_ms         REAL    NOT NULL CHECK (decode_ms >= 0),
    UNIQUE (cell, problem, sample_index)
) STRICT;

CREATE TABLE sample_content (
    sample INTEGER PRIMARY KEY REFERENCES sample (id),
    prompt INTEGER NOT NULL REFERENCES prompt (id),
    tokens BLOB    NOT NULL,
    text   BLOB    NOT NULL
) STRICT;

CREATE TABLE eviction (
    sample     INTEGER PRIMARY KEY REFERENCES sample (id),
    num_events INTEGER NOT NULL CHECK (num_events >= 1),
    events     BLOB    NOT NULL
) STRICT;

CREATE TABLE timing (
    cell               INTEGER NOT NULL REFERENCES cell (id),
    repeat             INTEGER NOT NULL CHECK (repeat >= 0),
    load_s             REAL    NOT NULL CHECK (load_s >= 0),
    prefill_s          REAL    NOT NULL CHECK (prefill_s >= 0),
    wall_s             REAL    NOT NULL CHECK (wall_s >= 0),
    num_decode_tokens  INTEGER NOT NULL CHECK (num_decode_tokens >= 0),
    overall_tps        REAL    NOT NULL CHECK (overall_tps >= 0),
    sustained_tps      REAL    NOT NULL CHECK (sustained_tps >= 0),
    sustained_missing  TEXT    NOT NULL,
    window_tps_json    TEXT    NOT NULL,
    overall_window_tps_json TEXT    NOT NULL,
    dynts_tps          REAL    NOT NULL CHECK (dynts_tps >= 0),
    batch_requested    INTEGER NOT NULL CHECK (batch_requested >= 0),
    batch_reached      INTEGER NOT NULL CHECK (batch_reached >= 0),
    kv_bytes_held_peak INTEGER NOT NULL CHECK (kv_bytes_held_peak >= 0),
    num_preemptions    INTEGER NOT NULL CHECK (num_preemptions >= 0),
    energy_j           REAL    NOT NULL CHECK (energy_j >= 0),
    device             TEXT    NOT NULL,
    PRIMARY KEY (cell, repeat)
) STRICT, WITHOUT ROWID;

CREATE TABLE log (
    id       INTEGER PRIMARY KEY,
    time_utc TEXT    NOT NULL,
    level    TEXT    NOT NULL CHECK (length(level) BETWEEN 1 AND 16),
    message  TEXT    NOT NULL
) STRICT;

CREATE TABLE reference_source (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    source   TEXT    NOT NULL,
    how_read TEXT    NOT NULL,
    notes    TEXT    NOT NULL
) STRICT;

CREATE TABLE reference_point (
    cell      INTEGER PRIMARY KEY REFERENCES cell (id),
    pass_at_1 REAL CHECK (pass_at_1 BETWEEN 0 AND 100),
    tps       REAL CHECK (tps >= 0)
) STRICT;
