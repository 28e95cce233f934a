const units = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** A number of bytes as a person reads it, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** A time in the past as a person reads it: how long ago, in whole units. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** Counts by name, without those that are 0: `session 3, cluster 1`. */
export function formatCounts(counts: Readonly<Record<string, number>>): string {
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  return shown.map(([name, count]) => `${name} ${count}`).join(", ") || "none";
}

/** A line of a table with a name in front. */
export function tableLine(name: string, value: string): string {
  return `${name.padEnd(12)}${value}`;
}
