// Which language the name of a key tells, for those that configuration comes in.

const NAMES: Readonly<Record<string, string>> = {
  dockerfile: 'dockerfile',
  jenkinsfile: 'groovy',
  kubeconfig: 'yaml',
  makefile: 'makefile',
  '.dockerconfigjson': 'json',
  '.dockercfg': 'json',
  '.npmrc': 'properties',
};

const EXTENSIONS: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  cer: 'pem',
  cfg: 'properties',
  cjs: 'javascript',
  conf: 'properties',
  crt: 'pem',
  css: 'css',
  env: 'dotenv',
  go: 'go',
  groovy: 'groovy',
  htm: 'html',
  html: 'html',
  ini: 'ini',
  js: 'javascript',
  json: 'json',
  jsonc: 'jsonc',
  jsonl: 'jsonl',
  key: 'pem',
  log: 'log',
  lua: 'lua',
  md: 'markdown',
  mjs: 'javascript',
  pem: 'pem',
  php: 'php',
  pl: 'perl',
  properties: 'properties',
  ps1: 'powershell',
  py: 'python',
  rb: 'ruby',
  sh: 'shellscript',
  sql: 'sql',
  toml: 'toml',
  ts: 'typescript',
  txt: 'plaintext',
  xml: 'xml',
  xsl: 'xsl',
  yaml: 'yaml',
  yml: 'yaml',
};

/** `conf/App.YAML` → `yaml`; undefined for a name that tells nothing. */
export function languageOfName(key: string): string | undefined {
  const name = key.slice(key.lastIndexOf('/') + 1).toLowerCase();
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return own(NAMES, name) ?? (name.includes('.') ? own(EXTENSIONS, extension) : undefined);
}

/** Names come from disk: one of them may be `constructor`. */
function own(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
