import type { ClaimedOutboxRow, IdemRow } from "../engine/engine-rows.js";
import type { StorageEngine } from "../engine/storage-engine.js";
import { CorruptRecordError } from "../errors.js";
import type { RecordVerification } from "./maintenance.js";
import { openIdempotent, openOutboxRow } from "./open-rows.js";

/** Rows read at a time: an answer may have 256 KiB, a message more. */
const pageRows = 64;

/** See {@link TenantStore.verifyRecords}. */
export async function verifyRecords(
  engine: Pick<StorageEngine, "readIdem" | "readOutbox">,
  tenant: string,
): Promise<RecordVerification> {
  const problems: string[] = [];
  const answers = await checkEach<IdemRow>(
    (after) => engine.readIdem(tenant, after?.key ?? "", pageRows),
    (row) => openIdempotent(tenant, row),
    problems,
  );
  const outboxRows = await checkEach<ClaimedOutboxRow>(
    (after) => engine.readOutbox(tenant, after?.id ?? 0, pageRows),
    openOutboxRow,
    problems,
  );
  return { answers, outboxRows, problems };
}

/** Reads page after page, and notes the rows that cannot be opened; how many there are. */
async function checkEach<Row>(
  read: (after: Row | undefined) => Promise<readonly Row[]>,
  open: (row: Row) => Promise<unknown>,
  problems: string[],
): Promise<number> {
  let count = 0;
  let last: Row | undefined;
  for (;;) {
    const page = await read(last);
    for (const row of page) {
      try {
        await open(row);
      } catch (error) {
        if (!(error instanceof CorruptRecordError)) throw error;
        problems.push(error.message);
      }
    }
    count += page.length;
    last = page.at(-1);
    if (page.length < pageRows) return count;
  }
}
