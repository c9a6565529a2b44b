// What activation needs of the API: the way to it. The rest loads with the first extension that asks.

import type { ProjectedVolumesExports } from '../../api.ts';
import type { ApiMaker, ApiParts } from './index.ts';

export function apiExports(compose: () => Promise<ApiParts>): ProjectedVolumesExports {
  let loading: Promise<ApiMaker> | undefined;
  const load = async (): Promise<ApiMaker> => {
    const parts = await compose();
    return new (await import('./index.ts')).ApiMaker(parts);
  };
  // One object for all extensions: none of them may change it for the others.
  return Object.freeze({
    getApi: async (version: 1, extensionId: string) => {
      loading ??= load();
      return (await loading).apiFor(version, extensionId);
    },
  });
}
