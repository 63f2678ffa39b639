-- Large blobs that are being removed, or were removed within a day, because no act ever kept them.
CREATE TABLE blob_swept (
  name {BLOB} NOT NULL PRIMARY KEY,
  swept_at {INT} NOT NULL,
  gone_at {INT}
{END_KEYED};
