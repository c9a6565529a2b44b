// Recognises a downward API volume by its contents: a kubelet's tmpfs mounts do not name their volume.

/** Labels and annotations in the kubelet's format: sorted lines of a key and a value quoted as in Go. */
const ASSIGNMENT = /^((?:[\w.-]{1,253}\/)?[\w.-]{1,63})="(?:[^"\\\n]|\\.)*"$/;

/** A pod and its namespace have names of this kind. */
const NAME = /^[a-z\d](?:[-.a-z\d]{0,252})$/;
const UID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;
const AMOUNT = /^\d{1,20}$/;

const MAX_BYTES = 2 ** 20;

/**
 * True only if every key is named after what a downward API volume can hold and holds that. The names of keys are the
 * pod's own choice, so a volume with other names stays unknown; without `labels` or `annotations` what is left to go by
 * could be a Secret's `name`.
 */
export function isDownwardApi(files: ReadonlyMap<string, { data: Uint8Array }>): boolean {
  if (!files.has('labels') && !files.has('annotations')) return false;
  return [...files].every(([key, { data }]) => {
    if (data.length > MAX_BYTES) return false;
    return formatOf(key)?.(Buffer.from(data).toString()) === true;
  });
}

function formatOf(key: string): ((text: string) => boolean) | undefined {
  switch (key.toLowerCase().replace(/^pod[-_.]?/, '')) {
    case 'labels':
    case 'annotations':
      return isMap;
    case 'name':
    case 'namespace':
      return (text) => NAME.test(text);
    case 'uid':
      return (text) => UID.test(text);
  }
  const isAmount = /^(cpu|mem(ory)?)[-_.]?(limit|request)s?$/i.test(key);
  return isAmount ? (text) => AMOUNT.test(text) : undefined;
}

function isMap(text: string): boolean {
  if (text === '') return true;
  const keys = text.split('\n').map((line) => ASSIGNMENT.exec(line)?.[1]);
  return keys.every(
    (key, index) => key !== undefined && (index === 0 || (keys[index - 1] ?? '') < key),
  );
}
