// A small API server on loopback, for tests with the real kubectl: objects in memory, and every way to be refused.

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace: string;
    uid?: string;
    resourceVersion?: string;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

interface Asked {
  method: string;
  path: string;
  body: string;
}

const RESOURCES: Record<string, string> = {
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  pods: 'Pod',
  events: 'Event',
};

const CERTIFICATES = 'test/fixtures/credentials';

export class ApiServer {
  readonly asked: Asked[] = [];
  /** `put configmaps`, `list pods` … is forbidden. */
  readonly forbidden = new Set<string>();
  /** Runs before a change is made, once: what a rival does just then. */
  rival: (() => void) | undefined;
  /** Requests are taken and never answered. */
  hangs = false;
  /** No token is taken any more. */
  isSignedOut = false;
  readonly #objects = new Map<string, ApiObject>();
  readonly #server: Server;
  #version = 100;

  constructor() {
    const [key, cert] = ['leaf-ec.key', 'leaf-ec.crt'].map((name) =>
      readFileSync(join(CERTIFICATES, name)),
    );
    this.#server = createServer({ key, cert }, (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (text: string) => (body += text));
      request.on('end', () => this.#take(request, response, body));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  put(object: ApiObject): ApiObject {
    const { name, namespace } = object.metadata;
    const resourceVersion = String(++this.#version);
    const uid = object.metadata.uid ?? `uid-${name}`;
    const stored = { ...object, metadata: { ...object.metadata, uid, resourceVersion } };
    this.#objects.set(keyOf(namespace, object.kind, name), stored);
    return stored;
  }

  get(kind: string, name: string, namespace = 'default'): ApiObject | undefined {
    return this.#objects.get(keyOf(namespace, kind, name));
  }

  remove(kind: string, name: string, namespace = 'default'): void {
    this.#objects.delete(keyOf(namespace, kind, name));
  }

  #take(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { method = 'GET' } = request;
    const url = new URL(request.url ?? '/', 'https://loopback');
    this.asked.push({ method, path: `${url.pathname}${url.search}`, body });
    if (this.hangs) return;
    const answer = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    try {
      answer(200, this.#answer(method, url, body));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      answer(error.status.code, error.status);
    }
  }

  #answer(method: string, url: URL, body: string): object {
    if (this.isSignedOut) throw refused(401, 'Unauthorized', 'Unauthorized');
    const found = discovery(url.pathname);
    if (found !== undefined) return found;
    if (url.pathname.endsWith('/selfsubjectaccessreviews')) return this.#review(body);
    const [, , , ...rest] = url.pathname.split('/');
    const [namespace, resource = '', name] =
      rest[0] === 'namespaces' ? rest.slice(1) : [undefined, ...rest];
    const kind = RESOURCES[resource];
    if (kind === undefined) throw refused(404, 'NotFound', 'the server could not find it');
    const verb = name === undefined ? 'list' : method.toLowerCase();
    this.#check(verb, resource, name, namespace);
    if (name === undefined) {
      const items = [...this.#objects.values()].filter(
        (each) => each.kind === kind && [undefined, each.metadata.namespace].includes(namespace),
      );
      return { apiVersion: 'v1', kind: `${kind}List`, metadata: {}, items };
    }
    if (method !== 'GET') {
      const { rival } = this;
      this.rival = undefined;
      rival?.();
    }
    const current = this.get(kind, name, namespace);
    if (current === undefined) throw refused(404, 'NotFound', `${resource} "${name}" not found`);
    if (method === 'GET') return current;
    const next = JSON.parse(body) as ApiObject;
    if (method === 'PATCH') {
      const annotations = { ...current.metadata.annotations, ...next.metadata.annotations };
      return this.put({ ...current, metadata: { ...current.metadata, annotations } });
    }
    checkReplacement(current, next, resource, name);
    if (url.searchParams.has('dryRun')) return next;
    return this.put(next);
  }

  /** Kubectl asks in protobuf, in which names stand as they are. */
  #review(body: string): object {
    const isForbidden = [...this.forbidden].some((rule) => {
      const [verb = '', resource = ''] = rule.split(' ');
      return body.includes(verb === 'put' ? 'update' : verb) && body.includes(resource);
    });
    const kind = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
    return { ...kind, metadata: {}, spec: {}, status: { allowed: !isForbidden } };
  }

  #check(verb: string, resource: string, name = '', namespace?: string): void {
    if (!this.forbidden.has(`${verb} ${resource}`)) return;
    const asApi = verb === 'put' ? 'update' : verb;
    const where =
      namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    throw refused(
      403,
      'Forbidden',
      `${resource}${name === '' ? '' : ` "${name}"`} is forbidden: User "jane" cannot ${asApi} resource "${resource}" in API group "" ${where}`,
    );
  }
}

function checkReplacement(
  current: ApiObject,
  next: ApiObject,
  resource: string,
  name: string,
): void {
  const cannot = `Operation cannot be fulfilled on ${resource} "${name}"`;
  if (next.metadata.uid !== current.metadata.uid) {
    throw refused(
      409,
      'Conflict',
      `${cannot}: StorageError: invalid object, Code: 4, Key: /registry/${resource}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${next.metadata.uid}, UID in object meta: ${current.metadata.uid}`,
    );
  }
  if (next.metadata.resourceVersion !== current.metadata.resourceVersion) {
    throw refused(
      409,
      'Conflict',
      `${cannot}: the object has been modified; please apply your changes to the latest version and try again`,
    );
  }
  const isSame = JSON.stringify(current['data']) === JSON.stringify(next['data']);
  if (current['immutable'] === true && !isSame) {
    throw refused(
      422,
      'Invalid',
      `${current.kind} "${name}" is invalid: data: Forbidden: field is immutable when \`immutable\` is set`,
    );
  }
}

class ApiError extends Error {
  readonly status: { code: number };

  constructor(status: { code: number }) {
    super();
    this.status = status;
  }
}

function refused(code: number, reason: string, message: string): ApiError {
  const kind = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' };
  return new ApiError({ ...kind, message, reason, code } as { code: number });
}

function discovery(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: [] };
  if (path === '/version') return { major: '1', minor: '32', gitVersion: 'v1.32.0' };
  if (path !== '/api/v1') return undefined;
  const resources = Object.entries(RESOURCES).map(([name, kind]) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced: true,
    kind,
    verbs: ['get', 'list', 'update', 'patch'],
  }));
  return { kind: 'APIResourceList', groupVersion: 'v1', resources };
}

function keyOf(namespace: string, kind: string, name: string): string {
  return [namespace, kind, name].join('/');
}

/** Starts a server and writes a kubeconfig for it, whose context is `test`, into a folder of the test's. */
export async function startApiServer(
  t: Pick<TestContext, 'after'>,
  folder: string,
): Promise<{ server: ApiServer; kubeconfig: string; address: string }> {
  const server = new ApiServer();
  t.after(() => server.close());
  const address = await server.listen();
  const kubeconfig = join(folder, 'kubeconfig');
  writeKubeconfig(kubeconfig, { server: address, 'insecure-skip-tls-verify': true });
  return { server, kubeconfig, address };
}

export function writeKubeconfig(
  file: string,
  cluster: Record<string, unknown>,
  user: Record<string, unknown> = { token: 'token-of-jane' },
): void {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test-cluster', cluster }],
    users: [{ name: 'jane', user }],
    contexts: [{ name: 'test', context: { cluster: 'test-cluster', user: 'jane' } }],
    'current-context': 'test',
  };
  writeFileSync(file, JSON.stringify(config));
}
