import type { Finding } from "./finding.js";

/** Oldest Node.js that is supported: major and minor version. */
export const oldestNode: readonly [major: number, minor: number] = [20, 19];

/** Whether this Node.js is new enough. @param version - as `process.versions.node` has it */
export function checkNode(version: string): Omit<Finding, "check"> {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  const isSupported = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (isSupported) return { status: "ok", detail: version };
  return {
    status: "failure",
    detail: `${version} is too old; install ${oldestNode.join(".")} or newer`,
  };
}
