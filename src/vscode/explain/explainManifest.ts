// Sentences for people about manifests: what is wrong, in which object and where, and what to do. No value occurs in them.

import * as vscode from 'vscode';
import type { KeyRefusal } from '../../manifest/apiKeys.ts';
import type { FieldRef, ManifestFailure, Place, ValueType } from '../../manifest/failure.ts';
import { explainRule } from './explainFailure.ts';
import { explainEnv, explainSyntax } from './explainSyntax.ts';
import { named, SOME } from './explainManifestNotes.ts';
import { shown } from './format.ts';

export function explainManifestFailure(failure: ManifestFailure): string {
  return `${explain(failure)} ${vscode.l10n.t('Nothing was changed.')}`;
}

function explain(failure: ManifestFailure): string {
  switch (failure.code) {
    case 'text-too-large':
      return vscode.l10n.t(
        'The manifest has {0} bytes, and may have {1} at most. Take out what is not needed.',
        failure.bytes,
        failure.limit,
      );
    case 'too-many-parts':
      return vscode.l10n.t(
        'The manifest has too many parts to be read. Take out what is not needed.',
      );
    case 'syntax':
      return placed(failure.at, explainSyntax(failure.problem));
    case 'raw-character':
      return placed(
        failure.at,
        vscode.l10n.t(
          'kubectl does not take the character {0} as it is. Write it as an escape in double quotes.',
          `U+${failure.codePoint.toString(16).toUpperCase().padStart(4, '0')}`,
        ),
      );
    case 'env-file':
      return placed(failure.at, explainEnv(failure.problem));
    case 'no-secret':
      return vscode.l10n.t('The Secret is no longer where it was in the manifest. Open it again.');
    case 'not-editable':
      return placed(
        failure.at,
        vscode.l10n.t(
          'this Secret is written in a way that is not changed here, such as with anchors, merge keys, tags or without any value. Edit the manifest itself.',
        ),
      );
    case 'not-values':
      return placed(failure.at, vscode.l10n.t('each line must be a key, a colon and a value.'));
    case 'too-deep':
      return placed(failure.at, vscode.l10n.t('this is nested too deeply.'));
    case 'tag':
      return placed(failure.at, vscode.l10n.t('tags ("!…") are not read. Remove it.'));
    case 'unknown-alias':
      return placed(failure.at, vscode.l10n.t('the anchor of this alias ("*…") is not before it.'));
    case 'too-many-aliases':
      return placed(
        failure.at,
        vscode.l10n.t(
          'with this alias ("*…") the manifest would grow too large. Write out what is meant.',
        ),
      );
    case 'duplicate-key':
      return placed(
        failure.at,
        vscode.l10n.t('{0} is here for the second time. Remove one of them.', shown(failure.key)),
      );
    case 'complex-key':
      return placed(
        failure.at,
        vscode.l10n.t('a list or a mapping cannot be a key. A template must be rendered first.'),
      );
    case 'merge-key':
      return placed(
        failure.at,
        vscode.l10n.t('a merge key ("<<") takes a mapping, or a list of mappings.'),
      );
    case 'not-an-object':
      return placed(
        failure.at,
        vscode.l10n.t('this is no Kubernetes object, which has an "apiVersion" and a "kind".'),
      );
    case 'missing-field':
      return vscode.l10n.t('{0} is missing.', fielded(failure.field));
    case 'unknown-field':
      return vscode.l10n.t(
        '{0}: the Kubernetes API (1.34) has no such field here, so what is in it would be lost. {1}',
        fielded(failure.field),
        hintForUnknown(failure.field, failure.instead),
      );
    case 'encrypted':
      return vscode.l10n.t(
        '{0}: SOPS has encrypted this manifest, so its values are not known. Decrypt it first ("sops decrypt").',
        fielded(failure.field),
      );
    case 'wrong-type':
      return vscode.l10n.t(
        '{0} must be {1}, and is {2}.{3}',
        fielded(failure.field),
        explainType(failure.expected),
        explainType(failure.actual),
        hintFor(failure.expected, failure.actual),
      );
    case 'unquoted-key':
      return vscode.l10n.t(
        '{0}: kubectl would read this key as something else. Put it in quotes.',
        fielded(failure.field),
      );
    case 'not-unicode':
      return vscode.l10n.t('{0} has half a character, which has no bytes.', fielded(failure.field));
    case 'invalid-base64':
      return vscode.l10n.t('{0} is not valid base64.', fielded(failure.field));
    case 'key-in-both':
      return vscode.l10n.t('{0} is in "data" too. Remove one of them.', fielded(failure.field));
    case 'invalid-mode':
      return vscode.l10n.t(
        '{0} must be between 0000 and 0777. In YAML that is 0644 or 420, in JSON 420.',
        failure.field === undefined ? vscode.l10n.t('The mode') : fielded(failure.field),
      );
    case 'object-too-large':
      return vscode.l10n.t(
        '{0} has {1} bytes of values, and Kubernetes takes {2} (1 MiB) at most.',
        named(failure.object),
        failure.bytes,
        failure.limit,
      );
    case 'invalid-keys':
      return explainKeys(failure);
    case 'invalid-name':
      return failure.part === 'namespace'
        ? vscode.l10n.t(
            '{0} cannot be a namespace: it needs 1 to 63 of a-z, 0-9 and "-", with a letter or digit at both ends.',
            shown(failure.name),
          )
        : vscode.l10n.t(
            '{0} cannot be the name of an object: it needs 1 to 253 of a-z, 0-9, "-" and ".", with a letter or digit at both ends of each part.',
            shown(failure.name),
          );
    case 'missing-object':
      return vscode.l10n.t(
        'The manifest has no {0}, which the volume {1} needs. Add it to the manifest.',
        named(failure.object),
        shown(failure.volume),
      );
    case 'missing-key':
      return vscode.l10n.t('{0} has no key {1}.', named(failure.object), shown(failure.key));
    case 'invalid-path':
      return vscode.l10n.t(
        '{0} cannot be a path: {1}',
        shown(failure.path),
        explainRule(failure.rule),
      );
    case 'same-path':
      return vscode.l10n.t(
        '{0} and {1} are the same path.',
        shown(failure.path),
        shown(failure.other),
      );
    case 'file-and-directory':
      return vscode.l10n.t(
        '{1} cannot be a file and a folder at once, as {0} would make it.',
        shown(failure.path),
        shown(failure.other),
      );
  }
}

function explainKeys(failure: Extract<ManifestFailure, { code: 'invalid-keys' }>): string {
  const { object, keys, at } = failure;
  const told = keys.slice(0, SOME).map(({ key, rule }) => `${shown(key)} (${explainApiKey(rule)})`);
  if (keys.length > SOME) told.push(vscode.l10n.t('{0} more', keys.length - SOME));
  const sentence = vscode.l10n.t(
    '{0} cannot have these keys: {1}.',
    named(object),
    told.join(', '),
  );
  return at === undefined ? sentence : placed(at, sentence);
}

export function explainApiKey(rule: KeyRefusal): string {
  switch (rule) {
    case 'too-long':
      return vscode.l10n.t('253 characters at most');
    case 'characters':
      return vscode.l10n.t('only letters, digits, "-", "_" and "."');
    case 'dots':
      return vscode.l10n.t('it is "." or begins with ".."');
    case 'not-text':
      return vscode.l10n.t('its value is no text');
  }
}

function explainType(type: ValueType): string {
  switch (type) {
    case 'map':
      return vscode.l10n.t('a mapping');
    case 'list':
      return vscode.l10n.t('a list');
    case 'string':
      return vscode.l10n.t('a string');
    case 'number':
      return vscode.l10n.t('a number');
    case 'boolean':
      return vscode.l10n.t('a boolean');
    case 'null':
      return vscode.l10n.t('empty');
  }
}

function hintFor(expected: ValueType, actual: ValueType): string {
  const isScalar = actual !== 'map' && actual !== 'list';
  return expected === 'string' && isScalar ? ` ${vscode.l10n.t('Put it in quotes.')}` : '';
}

function hintForUnknown({ object, path }: FieldRef, instead: string | undefined): string {
  if (instead !== undefined) return vscode.l10n.t('Perhaps "{0}" is meant.', instead);
  const isOfData = /^(?:ConfigMap|Secret)$/.test(object?.kind ?? '') && !path.includes('.');
  return isOfData
    ? vscode.l10n.t('If it is meant to be a key, indent it below "data"; if not, remove it.')
    : vscode.l10n.t('Correct or remove it.');
}

/** `data of ConfigMap my-config, key app.yaml (line 3)` */
function fielded({ object, path, key, at }: FieldRef): string {
  const field =
    object === undefined ? shown(path) : vscode.l10n.t('{0} of {1}', shown(path), named(object));
  return key === undefined
    ? vscode.l10n.t('{0} (line {1})', field, at.line)
    : vscode.l10n.t('{0}, key {1} (line {2})', field, shown(key), at.line);
}

function placed({ line, column }: Place, sentence: string): string {
  return vscode.l10n.t('Line {0}, column {1}: {2}', line, column, sentence);
}
