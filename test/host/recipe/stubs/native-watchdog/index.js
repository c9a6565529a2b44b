'use strict';
// The native package ends an extension host whose parent died; serve.mjs ends the whole process group.
exports.start = () => {};
