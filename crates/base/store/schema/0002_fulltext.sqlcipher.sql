-- Full text, one row a text. Words come normalised and parted by blanks; the tokenizer that takes every sign beyond ASCII for
-- part of a word cuts just there, in every script. External content, so that erased words leave the index; both the file and the
-- index delete securely.
CREATE TABLE fulltext (
  rid INTEGER PRIMARY KEY,
  owner BLOB NOT NULL,
  text TEXT NOT NULL,
  normaliser_version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX fulltext_owner ON fulltext (owner);
CREATE VIRTUAL TABLE fulltext_words USING fts5 (
  text, content = 'fulltext', content_rowid = 'rid', detail = 'none', columnsize = 0, tokenize = 'ascii'
);
INSERT INTO fulltext_words (fulltext_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER fulltext_added AFTER INSERT ON fulltext BEGIN
  INSERT INTO fulltext_words (rowid, text) VALUES (new.rid, new.text); END;
CREATE TRIGGER fulltext_removed AFTER DELETE ON fulltext BEGIN
  INSERT INTO fulltext_words (fulltext_words, rowid, text) VALUES ('delete', old.rid, old.text); END;
CREATE TRIGGER fulltext_changed AFTER UPDATE OF text ON fulltext BEGIN
  INSERT INTO fulltext_words (fulltext_words, rowid, text) VALUES ('delete', old.rid, old.text); INSERT INTO fulltext_words (rowid, text) VALUES (new.rid, new.text); END;
