// What runs kubectl. The rest of this room gets one passed in, so that it is tested without any.

export interface Run {
  readonly args: readonly string[];
  /** For its standard input, which is empty unless given. Values travel here, never in `args`. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

export type Ran =
  | {
      readonly ended: 'exit';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly ended: 'not-found' }
  | { readonly ended: 'not-started' | 'killed'; readonly reason: string }
  | { readonly ended: 'cancelled' }
  | { readonly ended: 'timeout'; readonly seconds: number }
  | { readonly ended: 'too-much' };

export interface Runner {
  /** What is run, to name it. */
  readonly command: string;
  /** Never rejects. */
  readonly run: (run: Run) => Promise<Ran>;
}
