/**
 * How the database came to be, one step a version: step n brings version n to n + 1. Steps that were released are never
 * changed; a new shape is a new step at the end.
 *
 * A unit of the journal is known by its `seq`, which events and work items draw from one counter. An event that is a unit by
 * itself has a row in `open_event` while it is pending (unless it is fresh, see `FreshEvents`), a work item one in `open_work`; an event
 * that became a member of an item has neither and shares the item's fate. So the wide rows with the bodies are written once, the small tables which
 * change all the time stay in few pages, and what is settled is one row per commit instead of one per event.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO meta VALUES ('session', 0), ('event_version', 0);

  CREATE TABLE event (seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE work (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, members TEXT NOT NULL, body TEXT NOT NULL
  );
  CREATE INDEX work_of ON work (conversation, seq);

  -- starts: without progress, the one under way included. results: how many steps had a result at the last start.
  -- session: the opening of the store that made the last start, 0 when it was taken back.
  CREATE TABLE open_event (
    seq INTEGER PRIMARY KEY, starts INTEGER NOT NULL, results INTEGER NOT NULL, session INTEGER NOT NULL
  );
  CREATE TABLE open_work (
    seq INTEGER PRIMARY KEY, starts INTEGER NOT NULL, results INTEGER NOT NULL, session INTEGER NOT NULL
  );
  CREATE TABLE dead (
    n INTEGER PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, account TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
  );
  CREATE TABLE settlement (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, seqs TEXT NOT NULL);
  CREATE INDEX settlement_at ON settlement (at);

  -- done = 0: only the intent is known.
  CREATE TABLE step (
    scope TEXT NOT NULL, step TEXT NOT NULL, done INTEGER NOT NULL, result TEXT, PRIMARY KEY (scope, step)
  ) WITHOUT ROWID;

  CREATE TABLE record (
    namespace TEXT NOT NULL, key TEXT NOT NULL, version INTEGER NOT NULL, expires INTEGER, value TEXT NOT NULL,
    PRIMARY KEY (namespace, key)
  ) WITHOUT ROWID;
  CREATE INDEX record_expires ON record (expires) WHERE expires IS NOT NULL;
  `,
  // From here on the bodies of events are arrays (journal_rows.ts); older ones stay as they are and are brought up when they are read. Rows of
  // `settlement` draw their number from the counter of the units, behind which `folded` is (fresh_events.ts).
  `
  INSERT INTO meta SELECT 'folded', max(
    coalesce((SELECT max(seq) FROM event), 0), coalesce((SELECT max(seq) FROM work), 0),
    coalesce((SELECT max(n) FROM settlement), 0)
  );
  `,
];
