/** The section of CHANGELOG.md that is to be released. */

const UNRELEASED = /^## (\d+\.\d+\.\d+) \(unreleased\)$/m;

export interface Coming {
  readonly version: string;
  /** What it says, without its heading. */
  readonly notes: string;
}

/** @throws {Error} if no section is called `## VERSION (unreleased)`, or it is empty */
export function comingIn(changelog: string): Coming {
  const heading = UNRELEASED.exec(changelog);
  const [line, version] = heading ?? [];
  if (heading === null || line === undefined || version === undefined) {
    throw new Error('CHANGELOG.md has no section ## VERSION (unreleased)');
  }
  const below = changelog.slice(heading.index + line.length);
  const end = below.search(/^## /m);
  const notes = (end === -1 ? below : below.slice(0, end)).trim();
  if (notes === '') throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return { version, notes };
}

/** The changelog with the date of the release in place of `unreleased`. */
export function dated(changelog: string, date: Date): string {
  const day = date.toISOString().slice(0, 'YYYY-MM-DD'.length);
  return changelog.replace(UNRELEASED, (_line, version) => `## ${version} (${day})`);
}

/** Whether `next` comes after `current`, or is it. */
export function isNotBefore(next: string, current: string): boolean {
  const order = { numeric: true };
  return next.localeCompare(current, 'en', order) >= 0;
}
