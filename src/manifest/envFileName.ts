/** `.env`, `.env.local`, `prod.env`, not `web.env.yaml`; the last name of a path. */
export function isEnvFile(name: string): boolean {
  return /(?:^|\.)env(?:\.(?!(?:ya?ml|json)$)[^.]+)?$/i.test(name);
}
