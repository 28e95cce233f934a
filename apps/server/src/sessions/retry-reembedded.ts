import { SessionReembeddedError } from "@semvec/core";

/**
 * Makes another attempt when the session went over to another embedder after the first had its
 * vectors: the second gets them in the session's new space, or goes by the words.
 */
export async function retryReembedded<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof SessionReembeddedError)) throw error;
    return attempt();
  }
}
