// Runs under the host's own Node, started by server.mjs: VS Code's server in a process of ours.
// Started as published, the server lacks one route that its workbench asks for, POST /mint-key, and
// forgets SecretStorage with every reload of the page. It has no argument either for what a new window shows.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {object} ServeOptions
 * @property {string} serverMain
 * @property {number} port 0 takes a free one
 * @property {string} token every request must know it
 * @property {readonly string[]} views that a new window opens
 * @property {Record<string, string | boolean>} args of VS Code's server, without the leading dashes
 */

/** @typedef {{ listening: number } | { failed: string }} ServeReply */

process.once('message', (options) => {
  serve(/** @type {ServeOptions} */ (options)).then(reply, (error) =>
    reply({ failed: `${error}` }),
  );
});

// However the parent went, nothing may stay behind: not even an extension host in an endless loop.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

/**
 * @param {ServeOptions} options
 * @returns {Promise<ServeReply>}
 */
async function serve({ serverMain, port, token, views, args }) {
  // Merely loading the server would start it, unless this is set.
  process.env['CODE_SERVER_PARENT_PID'] = String(process.pid);
  const { loadCodeWithNls } = await import(pathToFileURL(serverMain).href);
  const vscode = await (await loadCodeWithNls()).createServer(null, args);

  const secretKey = randomBytes(32);
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url?.split('?')[0] === '/mint-key') {
      const cookies = (request.headers.cookie ?? '').split('; ');
      if (cookies.includes(`vscode-tkn=${token}`)) response.end(secretKey);
      else response.writeHead(403).end();
      return;
    }
    if (views.length > 0) openViews(response, views);
    vscode.handleRequest(request, response);
  });
  server.on('upgrade', (request, socket) => vscode.handleUpgrade(request, socket));
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  process.once('SIGTERM', () => {
    vscode.dispose();
    process.exit(0);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null
    ? { listening: address.port }
    : { failed: 'the server has no address' };
}

/**
 * A workbench opens them unless it remembers others: its page holds how it is configured.
 *
 * @param {import('node:http').ServerResponse} response
 * @param {readonly string[]} views
 */
function openViews(response, views) {
  const layout = { defaultLayout: { views: views.map((id) => ({ id })) } };
  const added = JSON.stringify(layout).slice(1, -1).replaceAll('"', '&quot;');
  const end = response.end.bind(response);
  response.end = (/** @type {any[]} */ ...[body, ...more]) =>
    end(
      typeof body === 'string'
        ? body.replace(/id="vscode-workbench-web-configuration" data-settings="{/, `$&${added},`)
        : body,
      ...more,
    );
}

/** @param {ServeReply} message */
function reply(message) {
  process.send?.(message);
}
