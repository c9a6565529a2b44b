// From an editor to the row of its key, also from the editor of a plain file that is in a volume.

import * as vscode from 'vscode';
import { keySavedInPlace } from '../attention/savedInPlace.ts';
import { NothingToDo } from '../editing/refused.ts';
import { isNode } from '../tree/nodes.ts';
import type { CommandContext, Commands } from './command.ts';
import { nodeAt, uriInFront } from './meant.ts';

export function revealCommands({ volumes }: Pick<CommandContext, 'volumes'>): Commands {
  return {
    revealInView: async (argument) => {
      const given = argument ?? uriInFront();
      const node = given instanceof vscode.Uri ? await nodeAt(volumes, given) : given;
      if (isNode(node, 'staged')) {
        volumes.pointToStaged(node.dir);
        return;
      }
      if (!isNode(node, 'volume', 'key')) {
        throw new NothingToDo(
          vscode.l10n.t(
            'What the editor shows is in none of the volumes of the view. Add its volume first.',
          ),
        );
      }
      const state = node.kind === 'key' ? await volumes.whenKnown(node.dir) : undefined;
      // A staged key that is new has no row among the active ones.
      const key = state && node.kind === 'key' ? keySavedInPlace(state, node.key) : undefined;
      volumes.pointTo(node.dir, key);
    },
  };
}
