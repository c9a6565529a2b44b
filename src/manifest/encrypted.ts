// What SOPS leaves of an object: its values are ciphertext, and a field `sops` says how they were made.

import { ManifestError } from './failure.ts';
import { child, type Field, type ObjectField, refOf, textOf } from './fields.ts';

/** @throws ManifestError `encrypted` */
export function checkEncrypted(object: ObjectField): void {
  const sops = child(object, 'sops');
  if (sops !== undefined) throw new ManifestError({ code: 'encrypted', field: refOf(sops) });
}

/** @throws ManifestError `encrypted` for what SOPS left there, also where its own field was taken out since */
export function plaintextOf(field: Field): string {
  const text = textOf(field);
  if (!/^ENC\[AES256_GCM,data:[^\]]*\]\s*$/.test(text)) return text;
  throw new ManifestError({ code: 'encrypted', field: refOf(field) });
}
