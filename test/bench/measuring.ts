// Times and how they are told.

/** Milliseconds since the epoch, the same on all threads. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param values milliseconds */
export function print(what: string, values: readonly number[]): void {
  const worst = Math.max(...values);
  console.log(
    `${what}: median ${median(values).toFixed(2)} ms, worst ${worst.toFixed(2)} ms, ${values.length} times`,
  );
}

/** Long enough for the looks after one publish to be over before the next. */
export async function quiet(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 400);
  });
}
