'use strict';
// The native package reads the machine's id for telemetry; tests send none.
exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';
