/** The right to run a bot. A later lease of the same bot has a higher `fence`. */
export interface Lease {
  readonly userId: string;
  readonly fence: number;
}
