/** What a user may do: each role may also do what those before it may. */

export const ROLES = {
  viewer: 'Reads states, configurations and logs.',
  operator: 'Starts, stops and signals processes, writes to their input, and clears their logs.',
  admin: 'Adds and removes groups, reads the configuration anew, and ends the daemon.',
} as const;

export type Role = keyof typeof ROLES;
