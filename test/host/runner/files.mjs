// Started by nodeTests.mjs: the files of one process. Node's --import would load them in each thread of a test as well.
// usage: files.mjs <file> …
import { pathToFileURL } from 'node:url';

// As the imports of one module: all of them are loaded before the first test runs, as some tests count what the process does.
const imports = process.argv
  .slice(2)
  .map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};`);
await import(`data:text/javascript,${encodeURIComponent(imports.join('\n'))}`);
