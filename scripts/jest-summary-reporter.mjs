import { writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Leaves each package's results as JSON where `scripts/test.mjs` asked for them, so that one line
 * of counts can close a run over all packages.
 */
class SummaryReporter {
  onRunComplete(_contexts, results) {
    const folder = process.env["SEMVEC_TEST_RESULTS"];
    if (folder === undefined) return;
    const testResults = results.testResults.map((suite) => ({
      assertionResults: suite.testResults.map(({ status, fullName }) => ({ status, fullName })),
    }));
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    const summary = {
      numPassedTests,
      numFailedTests: numFailedTests + numRuntimeErrorTestSuites,
      numPendingTests,
      testResults,
    };
    writeFileSync(join(folder, `${process.pid}.json`), JSON.stringify(summary));
  }
}

export default SummaryReporter;
