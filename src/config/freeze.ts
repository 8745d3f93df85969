/** Makes data read-only down to its last part. */
export function freeze<T>(data: T): T {
  if (typeof data !== 'object' || data === null || Object.isFrozen(data)) return data;
  for (const part of Object.values(data)) freeze(part);
  return Object.freeze(data);
}
