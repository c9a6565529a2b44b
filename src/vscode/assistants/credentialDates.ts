// When a credential begins and ends. Nothing of whose it is: that is part of the value.

import type { Credential } from '../../volume/credentials/credentials.ts';
import { isoTime } from './dates.ts';

const CERTIFICATES = 10;

export function credentialDates(credential: Credential) {
  switch (credential.kind) {
    case 'token': {
      const { issuedAt, notBefore, expiresAt, rotatesAt } = credential.token;
      return {
        kind: credential.kind,
        issuedAt: isoTime(issuedAt),
        validFrom: isoTime(notBefore),
        expiresAt: isoTime(expiresAt),
        shouldBeRotatedAt: isoTime(rotatesAt),
      };
    }
    case 'certificate':
    case 'key-and-certificates': {
      const { list } = credential.certificates;
      return {
        kind: credential.kind,
        certificateCount: list.length,
        certificates: list.slice(0, CERTIFICATES).map(({ validFrom, validTo }) => ({
          validFrom: isoTime(validFrom),
          expiresAt: isoTime(validTo),
        })),
      };
    }
    case 'private-key':
      return { kind: credential.kind };
  }
}
