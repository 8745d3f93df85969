/** An empty array that all share who hold nothing: there may be thousands of them. */
export const NONE: readonly never[] = [];
