import { afterAll, beforeAll, beforeEach } from "@jest/globals";
import type { MintLicenseOptions } from "@semvec/license";
import type { ServeOptions } from "../serve.js";
import type { ApiClient } from "./api-client.js";
import { startTestServer, type TestServer } from "./test-server.js";

/** Whom a test speaks for. */
export interface TestSubject {
  readonly server: TestServer;
  readonly subject: string;
  readonly client: ApiClient;
}

/** How the server is started, and what its licences claim. */
interface SubjectOptions {
  readonly serve?: ServeOptions;
  readonly claims?: Partial<MintLicenseOptions>;
}

/**
 * One server for the tests of a file, and before each of them a subject of its own, so that no test
 * sees what another has left.
 */
export function eachTestASubject(
  use: (it: TestSubject) => void,
  { serve = {}, claims = {} }: SubjectOptions = {},
): void {
  let server: TestServer;
  let count = 0;
  beforeAll(async () => {
    server = await startTestServer({}, serve);
  });
  beforeEach(() => {
    count += 1;
    const subject = `subject-${count}`;
    use({ server, subject, client: server.as(subject, claims) });
  });
  afterAll(() => server.close());
}
