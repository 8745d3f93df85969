/** Who this process is to the system. Node changes it for all of its threads at once. */
export const identity = {
  uid: (): number => process.getuid?.() ?? 0,
  setGroups: (groups: readonly number[]): void => process.setgroups?.([...groups]),
  setGid: (gid: number): void => process.setgid?.(gid),
  setUid: (uid: number): void => process.setuid?.(uid),
};
