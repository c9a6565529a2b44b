// Access to what the API server answers: an object, a list or a text, or nothing where it is none.

import { ClusterError } from './failure.ts';

export type Json = Readonly<Record<string, unknown>>;

/** @throws ClusterError `unreadable` */
export function parseJson(text: string, what: string): Json {
  try {
    return objectIn(JSON.parse(text));
  } catch (error) {
    // The error quotes the text.
    throw new ClusterError({ code: 'unreadable', what }, { cause: (error as Error).name });
  }
}

export function objectIn(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function listIn(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(objectIn) : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
