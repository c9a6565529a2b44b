// Three jobs that do not end by themselves, in two lanes.
import { runCommand } from '../../runner/command.mjs';
import { runInLanes } from '../../runner/lanes.mjs';
import { judgeCheck } from '../../runner/tally.mjs';

const endless = ['-e', 'setInterval(() => {}, 2 ** 30)'];

await runInLanes(
  [1, 2, 3].map((n) => ({
    name: `${n}`,
    run: async (output) => {
      console.log(`begins ${n}`);
      const options = { folder: '.', limitSeconds: 60, output };
      return judgeCheck(await runCommand(process.execPath, endless, options));
    },
  })),
);
