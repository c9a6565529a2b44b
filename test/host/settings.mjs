import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A window that shows what it is asked to show: no welcome, no advice, no motion, no Git. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.fontFamily': "'DejaVu Sans Mono', monospace",
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * User settings live on disk, for the server as for a desktop VS Code.
 *
 * @param {string} userData
 * @param {Record<string, unknown>} [more]
 */
export function writeSettings(userData, more) {
  const folder = path.join(userData, 'User');
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ ...quietSettings, ...more }, undefined, 2);
  writeFileSync(path.join(folder, 'settings.json'), text);
}
