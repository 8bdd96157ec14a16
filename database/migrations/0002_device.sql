-- How entries were stored, cells that measure throughput alone, and runs whose batch had to shrink. See SCHEMA.md.
ALTER TABLE cell ADD COLUMN kv_dtype TEXT NOT NULL DEFAULT 'compute' CHECK (kv_dtype IN ('compute', 'fp8'));
ALTER TABLE cell ADD COLUMN accuracy_missing TEXT NOT NULL DEFAULT '';
ALTER TABLE timing ADD COLUMN batch_shrunk INTEGER NOT NULL DEFAULT 0 CHECK (batch_shrunk >= 0);
