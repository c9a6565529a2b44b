/** `.env`, `.env.local`, `prod.env`; the last name of a path. */
export function isEnvFile(name: string): boolean {
  return /(?:^|\.)env(?:\.[^.]+)?$/.test(name);
}
