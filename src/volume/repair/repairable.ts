// Which problems a repair can be planned for. `repairPlan.ts` has the plans, and may still refuse by what is on disk then.

import type { Problem } from '../problems/problem.ts';

export function isRepairable(problem: Problem): boolean {
  switch (problem.kind) {
    case 'stale-new-data-dir':
    case 'orphan':
    case 'dangling-link':
    case 'missing-link':
    case 'foreign-link':
    case 'link-detour':
    case 'data-link-detour':
    case 'changed-in-place':
    case 'closed-directory':
    case 'world-writable':
    case 'world-readable':
      return true;
    case 'data-link-missing':
    case 'data-link-dangles':
    case 'data-link-outside':
    case 'version-not-a-directory':
      return problem.candidate !== undefined;
    case 'in-the-way':
    case 'data-not-a-link':
    case 'not-a-directory':
    case 'unreadable':
    case 'too-large':
    case 'emptied':
    case 'replaced':
    case 'unread-key':
    case 'unreadable-key':
    case 'sub-path':
    case 'stale-sub-path':
    case 'sub-path-folder':
    case 'links-followed':
    case 'still-read':
    case 'more-problems':
      return false;
  }
}
