// What the tree shows on disk at each step of an update, by each writer.

import type { WriterId } from '../../src/volume/updates/update.ts';

export const CHANGES = { set: { 'app.yaml': 'port: 81\n', added: 'x' }, delete: ['gone'] };
export const KEYS = { 'app.yaml': 'port: 80\n', gone: 'x' };

/** A kubelet of long ago and we make new links before the swap. */
const LINKS_FIRST = [
  '1: VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
  '6: VERSION active, VERSION in the making, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
  '8: VERSION active, VERSION in the making, ..data → VERSION, added → ..data/added · dangles, app.yaml → ..data/app.yaml, gone → ..data/gone',
  '9: VERSION active, VERSION in the making, ..data → VERSION, ..data_tmp → VERSION · the next ..data, added → ..data/added · dangles, app.yaml → ..data/app.yaml, gone → ..data/gone',
  '10: VERSION replaced, VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml, gone → ..data/gone · dangles',
  '11: VERSION replaced, VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml',
  '12: VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml',
];

/** What is on disk as the tree has it, from the step on before which it is so; the last step is the end. */
export const walks = {
  kubelet: [
    '1: VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '6: VERSION active, VERSION in the making, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '9: VERSION active, VERSION in the making, ..data → VERSION, ..data_tmp → VERSION · the next ..data, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '10: VERSION replaced, VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone · dangles',
    '11: VERSION replaced, VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml, gone → ..data/gone · dangles',
    '12: VERSION replaced, VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml',
    '13: VERSION active, ..data → VERSION, added → ..data/added, app.yaml → ..data/app.yaml',
  ],
  'kubelet-1.10': LINKS_FIRST,
  'one-link': [
    '1: VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '3: VERSION active, VERSION in the making, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '5: VERSION active, VERSION in the making, ..data → VERSION, ..data_tmp → VERSION/added · the next ..data, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '6: VERSION active, VERSION in the making, ..data → VERSION, added → VERSION/added · not through ..data, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '7: VERSION active, VERSION in the making, ..data → VERSION, ..data_tmp → VERSION/app.yaml · the next ..data, added → VERSION/added · not through ..data, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '8: VERSION active, VERSION in the making, ..data → VERSION, added → VERSION/added · not through ..data, app.yaml → VERSION/app.yaml · not through ..data, gone → ..data/gone',
    '9: VERSION active, VERSION in the making, ..data → VERSION, added → VERSION/added · not through ..data, app.yaml → VERSION/app.yaml · not through ..data',
    '10: VERSION replaced, VERSION active, ..data → VERSION, added → VERSION/added · not through ..data, app.yaml → VERSION/app.yaml · not through ..data',
    '11: VERSION active, ..data → VERSION, added → VERSION/added · not through ..data, app.yaml → VERSION/app.yaml · not through ..data',
  ],
  'in-place': [
    '1: VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml, gone → ..data/gone',
    '2: VERSION active, ..data → VERSION, app.yaml → ..data/app.yaml',
    '3: VERSION active, ..data → VERSION, added, app.yaml → ..data/app.yaml',
  ],
  'projected-volumes': LINKS_FIRST,
} satisfies Record<WriterId, string[]>;
