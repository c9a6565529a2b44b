import type { ErrorCode, ProjectedVolumesError } from '../../api.ts';

/** The message is for a person. */
export class ApiError extends Error implements ProjectedVolumesError {
  override readonly name = 'ProjectedVolumesError';
  readonly code: ErrorCode;
  readonly keys: readonly string[];

  constructor(code: ErrorCode, message: string, keys: readonly string[] = []) {
    super(message);
    this.code = code;
    this.keys = keys;
  }
}
