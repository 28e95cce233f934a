const barWidth = 30;

/**
 * Draws how far a task has come on stderr, where a person is watching; elsewhere does nothing.
 *
 * @param {string} task
 * @param {number} done
 * @param {number} total - when `done` reaches it the bar is wiped
 */
export function showProgress(task, done, total) {
  const { stderr } = process;
  if (!stderr.isTTY) return;
  const filled = Math.round((barWidth * done) / total);
  const bar = "█".repeat(filled).padEnd(barWidth, "░");
  stderr.write(done < total ? `\r\u001b[K${bar} ${done}/${total} ${task}` : "\r\u001b[K");
}
