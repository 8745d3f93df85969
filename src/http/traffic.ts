/** What the HTTP servers of one life have to do, counted for the metrics. */
export interface Traffic {
  /** Connections that are open now. */
  connections: number;
  /** Since the start, refused ones included. */
  requests: number;
}
