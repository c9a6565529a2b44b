// fast-check, as every test takes it. What fails prints its seed; FC_SEED=… in the environment runs a file with it again.

import { configureGlobal } from 'fast-check';

const seed = process.env['FC_SEED'];
if (seed !== undefined) configureGlobal({ seed: Number(seed) });

export * as fc from 'fast-check';
